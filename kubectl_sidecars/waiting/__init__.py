"""`wait`: decides whether pods are ready, may still become so, or never will. Pure."""
