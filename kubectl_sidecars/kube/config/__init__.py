"""kubeconfig and connection flags, as clientcmd reads them."""
