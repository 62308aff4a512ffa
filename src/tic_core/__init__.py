"""The law of a recognition programme, executable: acts in, decisions with their articles out."""

__version__ = "0.1.0"
