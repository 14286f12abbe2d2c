"""The client of a cluster: kubeconfig, login, requests, lists, watches and logs. The only importer of `kubernetes`."""
