"""Forms of a measure: whether a paper has the parts its outline asks for, and how long they are. Counting only, no judgement.

Begin with :mod:`tic_core.forms.outline` (the outline as data) and :mod:`tic_core.forms.check` (a paper against it).
"""

from tic_core.forms.check import Report, Result, check
from tic_core.forms.count import characters
from tic_core.forms.outline import Form, Part, forms_in, load_form
from tic_core.forms.paper import lines_of

__all__ = ["Form", "Part", "Report", "Result", "characters", "check", "forms_in", "lines_of", "load_form"]
