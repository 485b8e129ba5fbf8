//go:build !nextversion

package workflows

import "go.temporal.io/sdk/workflow"

// nextVersion is how far this code is ahead of itself; see versions_next.go.
const nextVersion = 0

func rehearse(workflow.Context, workflow.Version) {}
