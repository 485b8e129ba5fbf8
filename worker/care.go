package worker

import (
	"context"
	"errors"
	"log/slog"

	"github.com/orderflow/orderflow/activities"
	"github.com/orderflow/orderflow/internal/services"
)

// atOnce is how many objects one step of care takes.
const atOnce = 100

// Gateways are the payment gateways that are switched on.
type Gateways interface {
	// Ask asks a gateway about a payment: its id there, and succeeded, failed,
	// pending or unknown. One whose id there we never learned it finds by ours.
	Ask(ctx context.Context, payment services.DuePayment) (externalID, status string, err error)
	// Read reads the stored body of a notification that was authenticated when it came.
	Read(gateway string, body []byte) (services.Notification, error)
}

// care is what the service does by itself.
type care struct {
	service  *services.Service
	gateways Gateways
	log      *slog.Logger
}

// TakeCare does one round: a part of each kind of work. One kind that fails does not hold back the others.
func (c *care) TakeCare(ctx context.Context) (more bool, err error) {
	for _, work := range []func(context.Context) (bool, error){
		c.service.EndStopped, c.settleNotifications, c.askGateways, c.cancelOverdue, c.turnPurchases, c.service.PruneIdempotency, c.service.PruneEvents,
		c.service.PruneBatches, c.service.FoldTallies, c.service.PruneRefusals, c.service.FillWords, c.service.PruneSessions, c.service.PruneAttempts, c.service.PruneAudit,
	} {
		left, failed := work(ctx)
		more, err = more || left, errors.Join(err, failed)
	}
	return more, err
}

// askGateways reconciles payments in flight (ST-9, PAY-3). One that cannot be
// settled stays for the next round and holds back no other.
func (c *care) askGateways(ctx context.Context) (more bool, failed error) {
	due, err := c.service.ReconcileDue(ctx, atOnce)
	if err != nil {
		return false, err
	}
	for _, p := range due {
		if err := c.askGateway(ctx, p); err != nil {
			c.log.WarnContext(ctx, "payment not reconciled", "gateway", p.Gateway, "payment_id", p.ID, "error", err)
			failed = errors.Join(failed, err, c.service.AskedInVain(ctx, p.ID))
		}
	}
	return len(due) == atOnce, failed
}

func (c *care) askGateway(ctx context.Context, p services.DuePayment) error {
	externalID, status, err := c.gateways.Ask(ctx, p)
	if err != nil {
		c.log.WarnContext(ctx, "gateway gave no answer", "gateway", p.Gateway, "payment_id", p.ID, "error", err)
		return c.service.GatewayAnswered(ctx, p.ID, services.GatewayUnknown)
	}
	// Without it a later notification about the payment would pass for other money.
	if p.ExternalID == "" && externalID != "" {
		if err := c.service.PaymentStarted(ctx, p.ID, externalID, ""); err != nil {
			return err
		}
	}
	return c.service.GatewayAnswered(ctx, p.ID, status)
}

func (c *care) cancelOverdue(ctx context.Context) (bool, error) {
	n, err := c.service.CancelOverdue(ctx, atOnce)
	return n == atOnce, err
}

func (c *care) turnPurchases(ctx context.Context) (bool, error) {
	n, err := c.service.TurnPurchases(ctx, atOnce)
	return n == atOnce, err
}

// bulkChunks sizes chunks for the activities.
type bulkChunks struct{ service *services.Service }

// bulkChunk is how many objects one transaction settles; SQLite takes fewer by itself.
const bulkChunk = 1000

// SnapshotBulk writes the items of one key range.
func (b bulkChunks) SnapshotBulk(ctx context.Context, id int64) (bool, error) {
	return b.service.SnapshotBulk(ctx, id)
}

// RunBulk settles one chunk.
func (b bulkChunks) RunBulk(ctx context.Context, id int64) (activities.BulkProgress, error) {
	step, err := b.service.RunBulkChunk(ctx, id, bulkChunk)
	return activities.BulkProgress{Settled: step.Handled, State: step.State, Left: step.More}, err
}
