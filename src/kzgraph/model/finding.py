"""What is wrong with the data, in one form, whoever found it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How bad a finding is. A violation stops a release."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Finding:
    """One thing wrong with the data.

    Attributes:
        check: name of the shape, rule or step that found it.
        severity: how bad it is.
        message: what is wrong and how to mend it, for the person who must.
        file: path of the file that describes the focus node, from the repository on; may be empty.
        focus: IRI of the node in question; empty when the finding is about a whole file.
        path: IRI of the property (or the SHACL path as text); empty if none.
        value: the offending value as text; empty if none.
    """

    check: str
    severity: Severity
    message: str
    file: str = ""
    focus: str = ""
    path: str = ""
    value: str = ""
