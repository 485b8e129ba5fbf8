package services

import (
	"context"
	"fmt"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// Payment is one payment (right order.read).
func (s *Service) Payment(ctx context.Context, actor models.Actor, id int64) (*models.Payment, error) {
	if err := actor.Demand(models.RightOrderRead); err != nil {
		return nil, err
	}
	row := new(models.Payment)
	return row, s.store.Read(ctx, func(tx *store.Tx) error {
		if err := oneRow(tx, row, "payments", id); err != nil {
			return err
		}
		if err := demandOrder(tx, actor, row.OrderID, "payments", id); err != nil {
			return err
		}
		return hideOrigins(tx, actor, row)
	})
}

// HistoryEntry is one line of an order's history (right order.read).
func (s *Service) HistoryEntry(ctx context.Context, actor models.Actor, id int64) (*models.OrderHistory, error) {
	if err := actor.Demand(models.RightOrderRead); err != nil {
		return nil, err
	}
	row := new(models.OrderHistory)
	return row, s.store.Read(ctx, func(tx *store.Tx) error {
		if err := oneRow(tx, row, "order_history", id); err != nil {
			return err
		}
		if err := demandOrder(tx, actor, &row.OrderID, "order_history", id); err != nil {
			return err
		}
		return hideOrders(tx, actor, &row.Data)
	})
}

// DepositEntry is one line of the ledger (right customer.read).
func (s *Service) DepositEntry(ctx context.Context, actor models.Actor, id int64) (*models.DepositEntry, error) {
	if err := actor.Demand(models.RightCustomerRead); err != nil {
		return nil, err
	}
	row := new(models.DepositEntry)
	return row, s.store.Read(ctx, func(tx *store.Tx) error {
		if err := oneRow(tx, row, "deposit_entries", id); err != nil {
			return err
		}
		return demandOrder(tx, actor, row.OrderID, "deposit_entries", id)
	})
}

// MoneyDecision is one entry of Money to decide, open or closed (right order.read).
func (s *Service) MoneyDecision(ctx context.Context, actor models.Actor, id int64) (*models.MoneyDecision, error) {
	if err := actor.Demand(models.RightOrderRead); err != nil {
		return nil, err
	}
	row := new(models.MoneyDecision)
	return row, s.store.Read(ctx, func(tx *store.Tx) error {
		if err := oneRow(tx, row, "money_decisions", id); err != nil {
			return err
		}
		if row.OrderID == nil && actor.OwnOnly {
			return notFound("money_decisions", id)
		}
		return demandOrder(tx, actor, row.OrderID, "money_decisions", id)
	})
}

// Token is one API token without its hash: one's own, or anybody's with the right staff.write.
func (s *Service) Token(ctx context.Context, actor models.Actor, id int64) (*models.APIToken, error) {
	row := new(models.APIToken)
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		return tx.Omit("hash").Where("NOT bootstrap").Limit(1).Find(row, id).Error
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("read token: %w", err)
	case row.ID == 0:
		return nil, notFound("token", id)
	default:
		return row, demandSelf(actor, row.StaffID)
	}
}
