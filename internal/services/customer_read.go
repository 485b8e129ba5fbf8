package services

import (
	"cmp"
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// CustomerView is a customer with their tags.
type CustomerView struct {
	models.Customer
	Tags []string
}

// Customer is one customer with tags.
func (s *Service) Customer(ctx context.Context, actor models.Actor, id int64) (*CustomerView, error) {
	if err := actor.Demand(models.RightCustomerRead); err != nil {
		return nil, err
	}
	var view CustomerView
	err := s.store.Read(ctx, func(tx *store.Tx) error {
		if err := oneRow(tx, &view.Customer, "customers", id); err != nil {
			return err
		}
		tags, err := tagsOf(tx, "customer_tags", "customer_id", []int64{id})
		view.Tags = tags[id]
		return err
	})
	return &view, err
}

// profileRows is how many of the newest rows of each kind a profile shows.
const profileRows = 50

// Profile is what is known of a customer, the newest of each kind first (CUS-1).
type Profile struct {
	CustomerView
	Orders      []models.Order
	Purchases   []models.Purchase
	Payments    []models.Payment
	Deposits    []models.Deposit
	Letters     []LetterView // without their bodies
	Enrollments []models.Enrollment
	History     []models.CustomerHistory
}

// CustomerProfile gathers a customer's profile. Orders of status false are not in
// it (ST-6), nor is what hangs on orders that the actor does not see (ROLE-2).
func (s *Service) CustomerProfile(ctx context.Context, actor models.Actor, id int64) (*Profile, error) {
	view, err := s.Customer(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	p := &Profile{CustomerView: *view}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		of := func(own condition) *gorm.DB {
			return tx.Where("customer_id = ?", id).Where(own.sql, own.args...).Limit(profileRows)
		}
		all := condition{sql: "TRUE"}
		for _, read := range []func() error{
			func() error {
				return of(ownOrders(actor)).Where("status <> ?", models.StatusFalse).Order("id DESC").Find(&p.Orders).Error
			},
			func() error {
				return of(ownTables(actor, models.SubjectPurchase)).Order("id DESC").Find(&p.Purchases).Error
			},
			func() error {
				err := of(ownTables(actor, models.SubjectPayment)).Order("id DESC").Find(&p.Payments).Error
				return cmp.Or(err, hideOrigins(tx, actor, paymentsIn(p.Payments)...))
			},
			func() error { return of(all).Order("currency").Find(&p.Deposits).Error },
			func() error {
				var rows []models.Letter
				err := of(ownBy(actor, "letters.order_id")).Omit("html", "text_part").Order("id DESC").Find(&rows).Error
				if err == nil {
					p.Letters, err = s.letterViews(tx, rows)
				}
				return err
			},
			func() error {
				return of(ownBy(actor, "enrollments.order_id")).Order("id DESC").Find(&p.Enrollments).Error
			},
			func() error { return of(all).Order("id DESC").Find(&p.History).Error },
		} {
			if err := read(); err != nil {
				return fmt.Errorf("read profile: %w", err)
			}
		}
		return nil
	})
	return p, err
}
