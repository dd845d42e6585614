"""The report on the programme to file: a document written from a digest, with its map."""

from twin.programme.report.writing import Cover, report_of

__all__ = ["Cover", "report_of"]
