"""Facts about a pod that several rules need, each found in one place."""
