package activities

import (
	"context"
	"time"

	"go.temporal.io/sdk/activity"
)

// beatEvery is well below the heartbeat timeout of the workflows.
const beatEvery = 5 * time.Second

// beating keeps the activity's heart beating until stop is called. A step that
// waits for a lock or a slow gateway is alive; a process that died is not. The
// first beat comes after a while and none is broken off: a beat that ends with
// the activity would be reported as failed.
func beating(ctx context.Context) (stop func()) {
	quit, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(beatEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				activity.RecordHeartbeat(ctx)
			case <-quit:
				return
			case <-ctx.Done():
				return
			}
		}
	}()
	return func() {
		close(quit)
		<-ended
	}
}
