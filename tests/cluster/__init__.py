"""The same contract against a real cluster: `make test-cluster`."""
