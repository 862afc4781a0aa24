"""Everything that Dragoman raises on purpose.

DragomanError
├── InputError         a document or argument that cannot be coded; says what, where and what to do
│   └── TooLarge       an input over a stated limit
├── ModelMismatch      model files that do not belong together, or to this release
└── InternalError      a broken invariant of Dragoman's own: please report it
"""


class DragomanError(Exception):
    """The root of the tree; `except DragomanError` catches all that Dragoman raises on purpose."""


class InputError(DragomanError, ValueError):
    """An input that cannot be read or coded. Other inputs beside it are not affected."""


class TooLarge(InputError):
    """An input over a stated limit."""


class ModelMismatch(DragomanError):
    """Model, tokenizer and ontology that do not belong together, or to this release."""


class InternalError(DragomanError):
    """A broken invariant of Dragoman's own, such as an offset that does not quote its words."""
