"""The conformance kit: what a plugin is held to, as tests that anybody can run."""
