"""Values of the domain: partial dates, local names, findings. No RDF library here."""
