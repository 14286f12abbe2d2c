//go:build tools

// Package tools names the programs that a rehearsal of krew needs, so that go.mod keeps their versions.
package tools

import (
	_ "sigs.k8s.io/krew/cmd/krew"
	_ "sigs.k8s.io/krew/cmd/validate-krew-manifest"
)
