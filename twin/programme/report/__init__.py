"""The report on the programme to file: a document written from a digest, with its map."""

from twin.programme.report.making import Order, ReportFile, make_report
from twin.programme.report.picture import City
from twin.programme.report.writing import Cover, report_of

__all__ = ["City", "Cover", "Order", "ReportFile", "make_report", "report_of"]
