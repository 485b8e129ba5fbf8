package services

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// TestGatewayBooks is the test gateway's own table, behind the methods that it
// asks for. A real gateway keeps such books on its side.
type TestGatewayBooks struct{ store *store.Store }

// NewTestGatewayBooks keeps the books in the installation's database.
func NewTestGatewayBooks(db *store.Store) TestGatewayBooks { return TestGatewayBooks{db} }

// Open writes a new session and leaves an existing one as it is.
func (b TestGatewayBooks) Open(ctx context.Context, row models.TestGatewaySession) error {
	row.CreatedAt = store.Now(row.CreatedAt)
	return b.store.Write(ctx, func(tx *store.Tx) error {
		err := tx.Exec(`INSERT INTO test_gateway_sessions (external_id, reference, amount, currency, description, return_url, state, created_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			row.ExternalID, row.Reference, row.Amount, row.Currency, row.Description, row.ReturnURL, row.State, row.CreatedAt).Error
		return wrapped("open test payment", err)
	})
}

// Session finds one; CodeNotFound when there is none.
func (b TestGatewayBooks) Session(ctx context.Context, externalID string) (row models.TestGatewaySession, err error) {
	err = b.store.Read(ctx, func(tx *store.Tx) error {
		row, err = testSession(tx, externalID)
		return err
	})
	return row, err
}

// Decide moves a session that is still pending to the state and gives it as it then stands.
func (b TestGatewayBooks) Decide(ctx context.Context, externalID, state string) (row models.TestGatewaySession, err error) {
	err = b.store.Write(ctx, func(tx *store.Tx) error {
		err := tx.Exec("UPDATE test_gateway_sessions SET state = ? WHERE external_id = ? AND state = 'pending'", state, externalID).Error
		if err != nil {
			return fmt.Errorf("decide test payment: %w", err)
		}
		row, err = testSession(tx, externalID)
		return err
	})
	return row, err
}

func testSession(tx *store.Tx, externalID string) (row models.TestGatewaySession, err error) {
	err = tx.Where("external_id = ?", externalID).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return row, models.NewError(models.CodeNotFound, "kind", "test payment", "id", externalID)
	}
	return row, wrapped("read test payment", err)
}
