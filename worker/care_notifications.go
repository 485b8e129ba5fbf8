package worker

import (
	"context"

	"github.com/orderflow/orderflow/models"
)

// settleNotifications acts on what gateways said and nobody acted on: whoever
// stored it died, or found the database busy (PAY-3). One that still cannot be
// settled stays for the next round and holds back no other.
func (c *care) settleNotifications(ctx context.Context) (bool, error) {
	for after := int64(0); ; {
		rows, err := c.service.UnprocessedNotifications(ctx, after, atOnce)
		if err != nil || len(rows) == 0 {
			return false, err
		}
		for i := range rows {
			if err := c.settleNotification(ctx, &rows[i]); err != nil {
				c.log.WarnContext(ctx, "notification not settled", "gateway", rows[i].Gateway, "notification_id", rows[i].ID, "error", err)
			}
		}
		after = rows[len(rows)-1].ID
	}
}

func (c *care) settleNotification(ctx context.Context, row *models.GatewayNotification) error {
	n, err := c.gateways.Read(row.Gateway, []byte(row.Body))
	if err != nil {
		return err
	}
	_, err = c.service.AcceptNotification(ctx, row.Gateway, n)
	return err
}
