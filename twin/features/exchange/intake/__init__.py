"""The parts of an import: from clean batches into a layer's table, in one transaction."""
