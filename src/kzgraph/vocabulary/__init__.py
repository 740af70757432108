"""Namespaces and terms. `prefixes` needs no RDF library; `terms` is rdflib's closed namespace."""
