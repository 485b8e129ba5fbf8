package services

import (
	"fmt"

	"github.com/orderflow/orderflow/models"
)

// lockVersion locks a row that is about to be edited. It answers CodeNotFound
// when there is none, and CodeStale, naming the present version, when another
// one was read (API-1). Version 0 accepts whatever stands.
func (w *work) lockVersion(table string, id, version int64) error {
	found, err := w.Lock(table, id)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return notFound(table, id)
	}
	var present int64
	if err := w.Raw("SELECT version FROM "+table+" WHERE id = ?", id).Scan(&present).Error; err != nil {
		return fmt.Errorf("read version of %s: %w", table, err)
	}
	if version != 0 && version != present {
		return models.NewError(models.CodeStale, "given", version, "current", present)
	}
	return nil
}

// kinds are the names under which people know the tables.
var kinds = map[string]string{
	"installation": "settings", "staff": "staff", "customers": "customer", "orders": "order", "payments": "payment", "products": "product", "offers": "offer",
	"boards": "board", "stages": "stage", "order_views": "order_view", "refusal_reasons": "refusal_reason", "segments": "segment", "sales_pages": "sales_page", "consents": "consent", "processes": "process", "bulk_operations": "bulk",
}

func kindOf(table string) string {
	if kind, known := kinds[table]; known {
		return kind
	}
	return table
}

func notFound(table string, id int64) *models.Error {
	return models.NewError(models.CodeNotFound, "kind", kindOf(table), "id", id)
}
