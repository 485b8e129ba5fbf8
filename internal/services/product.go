package services

import (
	"context"
	"fmt"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// ProductParams is what the customer receives (CUS-3).
type ProductParams struct {
	Title        string
	Instructions string
	Link         string // shown only while the purchase is active
	Archived     bool
	Version      int64 // of an edit: the version that was read; 0 changes whatever stands
}

func (p ProductParams) admit(actor models.Actor) error {
	if err := actor.Demand(models.RightCatalogWrite); err != nil {
		return err
	}
	var f faults
	f.title("title", p.Title)
	f.short("instructions", p.Instructions, maxText)
	f.webAddress("link", p.Link)
	return f.err()
}

// CreateProduct adds a product (right catalog.write).
func (s *Service) CreateProduct(ctx context.Context, actor models.Actor, p ProductParams) (*models.Product, error) {
	if err := p.admit(actor); err != nil {
		return nil, err
	}
	var row *models.Product
	err := s.write(ctx, func(w *work) error {
		row = &models.Product{
			Title: p.Title, Instructions: p.Instructions, Link: p.Link, Archived: p.Archived, Version: 1, CreatedAt: w.now, UpdatedAt: w.now,
		}
		if err := store.Insert(w.Tx, []*models.Product{row}); err != nil {
			return err
		}
		w.made("product", row.ID)
		return nil
	})
	return row, err
}

// EditProduct replaces what a product says; purchases keep the title that they were sold under.
func (s *Service) EditProduct(ctx context.Context, actor models.Actor, id int64, p ProductParams) (*models.Product, error) {
	if err := p.admit(actor); err != nil {
		return nil, err
	}
	row := new(models.Product)
	err := s.write(ctx, func(w *work) error {
		if err := w.lockVersion("products", id, p.Version); err != nil {
			return err
		}
		err := w.Exec("UPDATE products SET title = ?, instructions = ?, link = ?, archived = ?, version = version + 1, updated_at = ? WHERE id = ?",
			p.Title, p.Instructions, p.Link, p.Archived, w.now, id).Error
		if err != nil {
			return fmt.Errorf("write product: %w", err)
		}
		*row = models.Product{}
		return oneRow(w.Tx, row, "products", id)
	})
	return row, err
}

// Products lists products in the order in which they came; archived ones on demand (right catalog.read).
func (s *Service) Products(ctx context.Context, actor models.Actor, archived bool, page Page) (rows []models.Product, more bool, err error) {
	if err := actor.Demand(models.RightCatalogRead); err != nil {
		return nil, false, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		list := tx.Where("id > ?", page.After).Order("id").Limit(page.limit() + 1)
		if !archived {
			list = list.Where("NOT archived")
		}
		return list.Find(&rows).Error
	})
	rows, more = cut(rows, page.limit())
	return rows, more, wrapped("list products", err)
}

// Product is one product.
func (s *Service) Product(ctx context.Context, actor models.Actor, id int64) (*models.Product, error) {
	if err := actor.Demand(models.RightCatalogRead); err != nil {
		return nil, err
	}
	row := new(models.Product)
	return row, s.one(ctx, row, "products", id)
}
