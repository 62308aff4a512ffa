// Cuts what is typed into the words of the index: Chinese by the longest word that the index has, the rest at what is no letter.
// The index is loaded after this file, so that it is asked for when somebody searches.
const longest = 12;
const knownWords = () => {
  const index = typeof Search !== "undefined" && Search._index;
  return index ? new Set([...Object.keys(index.terms), ...Object.keys(index.titleterms)]) : new Set();
};
const cutChinese = (text, known) => {
  const found = [];
  let at = 0;
  while (at < text.length) {
    let size = Math.min(longest, text.length - at);
    while (size > 1 && !known.has(text.slice(at, at + size))) size -= 1;
    if (size > 1 || known.has(text[at])) found.push(text.slice(at, at + size));
    at += size;
  }
  return found.length ? found : [text];
};
var splitQuery = (query) => {
  const known = knownWords();
  return query
    .split(/[^\p{Letter}\p{Number}_\p{Emoji_Presentation}]+/gu)
    .flatMap((part) => part.split(/(\p{Script=Han}+)/gu))
    .filter((part) => part)
    .flatMap((part) => (/\p{Script=Han}/u.test(part) ? cutChinese(part, known) : [part]));
};
