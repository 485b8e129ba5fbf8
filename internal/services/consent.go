package services

import (
	"context"
	"fmt"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// historyConsent is the kind of entry in a customer's history about a consent taken back.
const historyConsent = "consent_revoked"

// wording names a consent of a page.
type wording struct {
	page int64
	kind string
}

// textsOf are the wordings that the pages ask for now.
func textsOf(tx *store.Tx, pages []int64) (map[wording]models.ConsentText, error) {
	var rows []models.ConsentText
	err := tx.Raw(`SELECT t.* FROM consent_texts t WHERE t.page_id IN ?
		AND t.number = (SELECT MAX(n.number) FROM consent_texts n WHERE n.page_id = t.page_id AND n.kind = t.kind)`, pages).Scan(&rows).Error
	texts := map[wording]models.ConsentText{}
	for _, row := range rows {
		texts[wording{row.PageID, row.Kind}] = row
	}
	return texts, wrapped("read wordings", err)
}

// word makes a wording the page's own; one that stands already stays.
func (w *work) word(page int64, kind, text string) error {
	texts, err := textsOf(w.Tx, []int64{page})
	if err != nil {
		return err
	}
	last := texts[wording{page, kind}]
	if last.Text == text {
		return nil
	}
	return store.Insert(w.Tx, []*models.ConsentText{{PageID: page, Kind: kind, Number: last.Number + 1, Text: text, CreatedAt: w.now}})
}

// ConsentView is a consent with its wording and the page whose form it was given in.
type ConsentView struct {
	models.Consent
	Kind   string
	Number int64
	Text   string
	PageID int64
	Page   string // the page's title
}

// Consents are what the customer agreed to, the newest first, taken back or not (PRIV-4; right customer.read).
func (s *Service) Consents(ctx context.Context, actor models.Actor, customer int64) (views []ConsentView, err error) {
	if err := actor.Demand(models.RightCustomerRead); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		if err := oneRow(tx, new(models.Customer), "customers", customer); err != nil {
			return err
		}
		return tx.Raw(consentQuery+" WHERE c.customer_id = ? ORDER BY c.id DESC LIMIT ?", customer, maxPage).Scan(&views).Error
	})
	return views, wrapped("read consents", err)
}

const consentQuery = `SELECT c.*, t.kind, t.number, t.text, t.page_id, p.title AS page
	FROM consents c JOIN consent_texts t ON t.id = c.text_id JOIN sales_pages p ON p.id = t.page_id`

// RevokeConsent notes that the customer takes a consent back: every one to
// advertising with it, since that is one will, whichever form it was given in. One
// that was taken back already stays as it is (PRIV-4; right customer.write).
func (s *Service) RevokeConsent(ctx context.Context, actor models.Actor, customer, id int64) (views []ConsentView, err error) {
	if err := actor.Demand(models.RightCustomerWrite); err != nil {
		return nil, err
	}
	err = s.write(ctx, func(w *work) error {
		if err := w.lockVersion("customers", customer, 0); err != nil {
			return err
		}
		var row ConsentView
		found := w.Raw(consentQuery+" WHERE c.customer_id = ? AND c.id = ?", customer, id).Scan(&row)
		if found.Error != nil || found.RowsAffected == 0 {
			return orNotFound(found.Error, "consents", id)
		}
		w.made("customer", customer)
		return w.revoke(actor, row)
	})
	if err != nil {
		return nil, err
	}
	return s.Consents(ctx, models.System(), customer)
}

func (w *work) revoke(actor models.Actor, row ConsentView) error {
	var ids []int64
	err := w.Raw(`SELECT c.id FROM consents c JOIN consent_texts t ON t.id = c.text_id
		WHERE c.customer_id = ? AND c.revoked_at IS NULL AND (c.id = ? OR (t.kind = ? AND ? = ?))`,
		row.CustomerID, row.ID, models.ConsentAdvertising, row.Kind, models.ConsentAdvertising).Scan(&ids).Error
	if err != nil {
		return fmt.Errorf("find consents: %w", err)
	}
	if len(ids) == 0 {
		return nil
	}
	w.noteCustomer(row.CustomerID, actor, historyConsent, data{"kind": row.Kind, "consents": ids})
	return wrapped("take consents back", w.Exec("UPDATE consents SET revoked_at = ? WHERE id IN ?", w.now, ids).Error)
}

// agree keeps what was agreed to in a form.
func (w *work) agree(customer, form int64, texts []models.ConsentText, at time.Time) error {
	rows := make([]*models.Consent, len(texts))
	for i, text := range texts {
		rows[i] = &models.Consent{CustomerID: customer, TextID: text.ID, FormID: form, GivenAt: at}
	}
	return store.Insert(w.Tx, rows)
}

func orNotFound(err error, table string, id int64) error {
	if err != nil {
		return fmt.Errorf("read %s: %w", table, err)
	}
	return notFound(table, id)
}
