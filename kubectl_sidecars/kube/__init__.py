"""The cluster: kubeconfig, lists, watches and logs as bytes. The only package that imports `kubernetes`."""
