package services

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// OfferOnSale is an offer as a sales page shows it.
type OfferOnSale struct {
	ID           int64
	Code         string
	Title        string
	Price        int64
	Currency     models.Currency
	SmallestPart int64
	DeadlineDays *int64
}

// OpenPage is a sales page as a visitor sees it. Offers holds only what is on sale.
type OpenPage struct {
	SalesPageView
	Offers []OfferOnSale
}

// OpenSalesPage shows a page to a visitor. One that is not active answers
// CodeNotFound, like one that does not exist, unless the actor may read the catalogue.
func (s *Service) OpenSalesPage(ctx context.Context, actor models.Actor, slug string) (page *OpenPage, err error) {
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		page, err = s.openPage(tx, slug)
		return err
	})
	if err == nil && !page.Active && (actor.Kind != models.ActorPerson || !actor.Can(models.RightCatalogRead)) {
		return nil, models.NewError(models.CodeNotFound, "kind", "sales_page")
	}
	return page, err
}

func (s *Service) openPage(tx *store.Tx, slug string) (*OpenPage, error) {
	var rows []models.SalesPage
	if err := tx.Limit(1).Find(&rows, "slug = ?", slug).Error; err != nil {
		return nil, fmt.Errorf("read sales page: %w", err)
	}
	if len(rows) == 0 {
		return nil, models.NewError(models.CodeNotFound, "kind", "sales_page")
	}
	views, err := s.viewSalesPages(tx, rows)
	if err != nil {
		return nil, err
	}
	offers, err := readOffers(tx, views[0].OfferIDs)
	if err != nil {
		return nil, err
	}
	page := &OpenPage{SalesPageView: views[0]}
	for _, o := range offers {
		if !o.Archived {
			page.Offers = append(page.Offers, OfferOnSale{o.ID, o.Code, o.Title, o.Price, o.Currency, o.SmallestPart, o.DeadlineDays})
		}
	}
	return page, nil
}

// SalesFormParams is a form of a sales page as a visitor sent it. Key makes a
// second click the same form; Source is by what channel the visitor came; Address
// is counted and not kept.
type SalesFormParams struct {
	Slug        string
	Key         string
	OfferIDs    []int64
	Name        string
	Email       string
	Phone       string
	Consent     bool
	Advertising bool
	Source      string
	Address     string

	counted string // the key under which the orders of the e-mail are counted
}

// clean normalizes the input and finds every fault of it. The path of a fault is the field of the form.
func (p *SalesFormParams) clean(page *OpenPage) error {
	var f faults
	email, err := models.NormalizeEmail(p.Email)
	f.email(err)
	p.Email, p.Name, p.Phone = email, strings.TrimSpace(p.Name), strings.TrimSpace(p.Phone)
	f.title("name", p.Name)
	f.line("phone", p.Phone, maxPhone)
	switch {
	case p.Phone == "" && page.PhoneRequired:
		f.add("phone", models.CodeRequired)
	case p.Phone != "" && !models.LooksLikePhone(p.Phone):
		f.add("phone", models.CodeInvalidPhone)
	}
	p.OfferIDs = unique(p.OfferIDs)
	onSale := each(page.Offers, func(o OfferOnSale) int64 { return o.ID })
	if len(p.OfferIDs) == 0 || (!page.Several && len(p.OfferIDs) > 1) {
		f.add("offer", models.CodeRequired)
	}
	for _, id := range p.OfferIDs {
		if !slices.Contains(onSale, id) {
			f.add("offer", models.CodeOfferArchived)
			break
		}
	}
	if !p.Consent {
		f.add("consent", models.CodeRequired)
	}
	return f.err()
}

// formKey makes two forms the same one: the same key, person and offers.
func (p *SalesFormParams) formKey(page int64) string {
	key := p.Key
	if key == "" {
		key = newToken()
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s %s %v", page, key, p.Email, p.OfferIDs))
	return hex.EncodeToString(sum[:])
}

// VisitorOrder is the order that a form led to, with the token of its payment link.
type VisitorOrder struct {
	ID    int64
	Token string
}

// OrderFromPage makes the order of a visitor, who then stands on its payment page (ORD-2). A form that was sent already answers with the same order.
// Whether the e-mail is known shows nowhere: a customer whom we know keeps name and
// phone, and an order of theirs is used again only where its page tells a stranger
// nothing that the form has not said (ORD-13). Faults name the fields of the form.
func (s *Service) OrderFromPage(ctx context.Context, p SalesFormParams) (order VisitorOrder, err error) {
	page, err := s.OpenSalesPage(ctx, models.System(), p.Slug)
	if err != nil {
		return order, err
	}
	if err := p.clean(page); err != nil {
		return order, err
	}
	form := &models.SalesForm{Key: p.formKey(page.ID), PageID: page.ID, Name: p.Name, Phone: p.Phone}
	if order, err = s.orderOfForm(ctx, form.Key); err != nil || order.ID != 0 {
		return order, err
	}
	if err := s.spend(ctx, ordersFrom(p.Address)); err != nil {
		return order, err
	}
	if p.counted, err = s.keyOf(ctx, ordersBy(p.Email).limit); err != nil {
		return order, err
	}
	err = s.write(ctx, func(w *work) error {
		row := *form
		order, err = w.orderOfVisitor(page, p, &row)
		return err
	})
	return order, err
}

// orderOfForm is the order that a form led to, zero when there is none yet.
func (s *Service) orderOfForm(ctx context.Context, key string) (order VisitorOrder, err error) {
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		order, err = readOrderOfForm(tx, key)
		return err
	})
	return order, err
}

func readOrderOfForm(tx *store.Tx, key string) (order VisitorOrder, err error) {
	err = tx.Raw("SELECT o.id, o.pay_token AS token FROM sales_forms f JOIN orders o ON o.id = f.order_id WHERE f.key = ?", key).Scan(&order).Error
	return order, wrapped("read form", err)
}

// orderOfVisitor claims the form first: of two clicks at once the second waits for
// the first and finds its order.
func (w *work) orderOfVisitor(page *OpenPage, p SalesFormParams, form *models.SalesForm) (made VisitorOrder, err error) {
	form.At = w.now
	written, err := store.InsertNew(w.Tx, []*models.SalesForm{form})
	if err != nil {
		return made, err
	}
	if !written[form.ID] {
		return readOrderOfForm(w.Tx, form.Key)
	}
	if form.CustomerID, err = w.visitor(page, p); err != nil {
		return made, err
	}
	order, err := w.placeForVisitor(page, p, form)
	if err != nil {
		return made, err
	}
	form.OrderID = order.ID
	if err := w.keepForm(form); err != nil {
		return made, err
	}
	agreed := []models.ConsentText{page.Consent}
	if p.Advertising && page.Advertising.Text != "" {
		agreed = append(agreed, page.Advertising)
	}
	return VisitorOrder{order.ID, order.PayToken}, w.agree(form.CustomerID, form.ID, agreed, w.now)
}

func (w *work) keepForm(form *models.SalesForm) error {
	return wrapped("write form", w.Exec("UPDATE sales_forms SET customer_id = ?, order_id = ? WHERE id = ?", form.CustomerID, form.OrderID, form.ID).Error)
}

// visitor is the customer of the e-mail, who is added when unknown.
func (w *work) visitor(page *OpenPage, p SalesFormParams) (id int64, err error) {
	if id, err = w.customerOf(p.Email); err != nil || id != 0 {
		return id, err
	}
	rows, err := w.service.addCustomers(w, models.Actor{Kind: models.ActorCustomer}, []CustomerParams{{
		Email: p.Email, Name: p.Name, Phone: p.Phone, Language: page.Language, Source: p.Source,
	}})
	if err != nil {
		return 0, err
	}
	if rows[0] != nil {
		return rows[0].ID, nil
	}
	return w.customerOf(p.Email) // another one was first
}

func (w *work) customerOf(email string) (id int64, err error) {
	err = w.Raw("SELECT id FROM customers WHERE email = ?", email).Scan(&id).Error
	return id, wrapped("find customer", err)
}

// placeForVisitor places the order, or finds the one that stands for it. Where the
// e-mail has had as many as it may, an open order for the same is used again whatever
// the offer says: whoever had them made keeps nobody from theirs.
func (w *work) placeForVisitor(page *OpenPage, p SalesFormParams, form *models.SalesForm) (*models.Order, error) {
	orders, err := w.spent(ordersBy(p.Email), p.counted)
	if err != nil {
		return nil, err
	}
	actor := models.Actor{Kind: models.ActorCustomer, ID: form.CustomerID}
	spec := orderSpec{Actor: actor, CustomerID: form.CustomerID, Via: models.ViaPage, PageID: page.ID, Source: p.Source}
	for _, o := range page.Offers { // in the order of the page
		if slices.Contains(p.OfferIDs, o.ID) {
			spec.Items = append(spec.Items, ItemSpec{OfferID: o.ID, Quantity: 1})
		}
	}
	if orders.wait > 0 {
		spec.Duplicate = models.DuplicateReuse
	}
	results, err := w.service.placeOrders(w, []orderSpec{spec})
	if err == nil {
		err = results[0].Err
	}
	if err != nil {
		return nil, err
	}
	if results[0].Outcome != PlacedReused {
		return results[0].Order, w.spendOne(orders)
	}
	w.note(results[0].Order.ID, actor, models.HistoryOrderedAgain, data{"page": page.ID})
	return results[0].Order, nil
}

// OrderForm is the last form of a sales page that led to an order, with the name
// and phone that were typed in it.
type OrderForm struct {
	PageID int64
	Title  string
	Slug   string
	Link   string
	Name   string
	Phone  string
}

func (s *Service) formOf(tx *store.Tx, order int64) (*OrderForm, error) {
	var rows []OrderForm
	err := tx.Raw(`SELECT f.page_id, p.title, p.slug, f.name, f.phone FROM sales_forms f JOIN sales_pages p ON p.id = f.page_id
		WHERE f.order_id = ? ORDER BY f.id DESC LIMIT 1`, order).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, wrapped("read form of an order", err)
	}
	rows[0].Link = s.SalesLink(rows[0].Slug)
	return &rows[0], nil
}
