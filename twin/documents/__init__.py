"""Documents to file: one value, written as PDF, DOCX and XLSX in the form of Decree 30/2020/NĐ-CP."""
