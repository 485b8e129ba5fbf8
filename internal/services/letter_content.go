package services

import (
	"fmt"
	"time"

	"github.com/orderflow/orderflow/models"
)

// deliveries reads what the letters speak of.
func (s *Service) deliveries(w *work, letters []*models.Letter) ([]models.LetterDelivery, error) {
	var toStaff, toCustomers, tests []*models.Letter
	for _, l := range letters {
		switch {
		case l.CauseKind == models.CauseTest:
			tests = append(tests, l)
		case l.StaffID != nil:
			toStaff = append(toStaff, l)
		default:
			toCustomers = append(toCustomers, l)
		}
	}
	list, err := s.customerDeliveries(w, toCustomers)
	if err == nil && len(toStaff) > 0 {
		var more []models.LetterDelivery
		more, err = s.staffDeliveries(w, toStaff)
		list = append(list, more...)
	}
	if err == nil && len(tests) > 0 {
		var more []models.LetterDelivery
		more, err = s.testDeliveries(w, tests)
		list = append(list, more...)
	}
	return list, err
}

// customerDeliveries takes a constant number of statements.
func (s *Service) customerDeliveries(w *work, letters []*models.Letter) ([]models.LetterDelivery, error) {
	if len(letters) == 0 {
		return nil, nil
	}
	b, err := s.readMailbag(w, letters)
	if err != nil {
		return nil, err
	}
	list := make([]models.LetterDelivery, 0, len(letters))
	for _, l := range letters {
		content := b.content(l)
		template, ok := b.template(l.TemplateCode, content.Language)
		if !ok {
			return nil, models.NewError(models.CodeUnknownTemplate, "template", l.TemplateCode)
		}
		list = append(list, models.LetterDelivery{
			LetterID: l.ID, MessageID: s.messageID(l), Recipient: content.Customer.Email, Template: template, Content: content,
		})
	}
	return list, nil
}

// mailbag is the rows behind a batch of letters.
type mailbag struct {
	account   *models.Installation
	zone      *time.Location
	url       string
	templates map[string]models.LetterTemplate // code/language
	customers map[int64]models.Customer
	orders    map[int64]models.Order
	items     map[int64][]models.OrderItem
	purchases map[int64][]models.Purchase
	products  map[int64]models.Product
	payments  map[int64]models.Payment
	latest    map[int64]models.Payment // accepted, of each order
}

func (s *Service) readMailbag(w *work, letters []*models.Letter) (*mailbag, error) {
	account, err := s.Installation(w.Context())
	if err != nil {
		return nil, err
	}
	zone, err := s.Zone(w.Context())
	if err != nil {
		return nil, err
	}
	b := &mailbag{account: account, zone: zone, url: s.opts.PublicURL}
	customers, orders, codes := mentioned(letters)
	for _, read := range []func() error{
		func() error { return b.readTemplates(w, codes) },
		func() error { return b.readCustomers(w, customers) },
		func() error { return b.readOrders(w, orders) },
		func() error { return b.readPayments(w, orders, receipted(letters)) },
		func() error { return b.readPurchases(w, orders) },
	} {
		if err := read(); err != nil {
			return nil, fmt.Errorf("read letters' content: %w", err)
		}
	}
	return b, nil
}

func mentioned(letters []*models.Letter) (customers, orders []int64, codes []string) {
	for _, l := range letters {
		customers = append(customers, l.CustomerID)
		codes = append(codes, l.TemplateCode)
		if l.OrderID != nil {
			orders = append(orders, *l.OrderID)
		}
	}
	return customers, orders, codes
}

func (b *mailbag) readTemplates(w *work, codes []string) error {
	var rows []models.LetterTemplate
	err := w.Where(`code IN ? AND revision = (SELECT MAX(o.revision) FROM letter_templates o
		WHERE o.code = letter_templates.code AND o.language = letter_templates.language)`, codes).Find(&rows).Error
	b.templates = map[string]models.LetterTemplate{}
	for _, row := range rows {
		b.templates[row.Code+"/"+row.Language] = row
	}
	return err
}

func (b *mailbag) readCustomers(w *work, ids []int64) error {
	var rows []models.Customer
	err := w.Where("id IN ?", ids).Find(&rows).Error
	b.customers = map[int64]models.Customer{}
	for _, row := range rows {
		b.customers[row.ID] = row
	}
	return err
}

func (b *mailbag) readOrders(w *work, ids []int64) error {
	b.orders, b.items = map[int64]models.Order{}, map[int64][]models.OrderItem{}
	if len(ids) == 0 {
		return nil
	}
	var orders []models.Order
	if err := w.Where("id IN ?", ids).Find(&orders).Error; err != nil {
		return err
	}
	for _, row := range orders {
		b.orders[row.ID] = row
	}
	var items []models.OrderItem
	err := w.Where("order_id IN ?", ids).Order("id").Find(&items).Error
	for _, row := range items {
		b.items[row.OrderID] = append(b.items[row.OrderID], row)
	}
	return err
}

// readPayments reads the orders' accepted payments, and those that are named
// whatever became of them: a receipt tells of its own payment.
func (b *mailbag) readPayments(w *work, orders, named []int64) error {
	b.payments, b.latest = map[int64]models.Payment{}, map[int64]models.Payment{}
	if len(orders) == 0 {
		return nil
	}
	var rows []models.Payment
	err := w.Where("(order_id IN ? AND state = ?) OR id IN ?", orders, models.PaymentAccepted, named).Order("id").Find(&rows).Error
	for _, row := range rows {
		b.payments[row.ID] = row
		if row.State == models.PaymentAccepted && row.OrderID != nil {
			b.latest[*row.OrderID] = row
		}
	}
	return err
}

// receiptCause is the cause of a letter about one payment.
const receiptCause = "payment:%d:%s"

// receipted are the payments that letters are about.
func receipted(letters []*models.Letter) (ids []int64) {
	for _, l := range letters {
		if id := paymentBehind(l); id != 0 {
			ids = append(ids, id)
		}
	}
	return ids
}

// paymentBehind is the payment that caused the letter, 0 for other causes.
func paymentBehind(l *models.Letter) (id int64) {
	var template string
	_, _ = fmt.Sscanf(l.Cause, receiptCause, &id, &template)
	return id
}

func (b *mailbag) readPurchases(w *work, orders []int64) error {
	b.purchases, b.products = map[int64][]models.Purchase{}, map[int64]models.Product{}
	if len(orders) == 0 {
		return nil
	}
	var rows []models.Purchase
	if err := w.Where("order_id IN ?", orders).Order("id").Find(&rows).Error; err != nil {
		return err
	}
	products := make([]int64, 0, len(rows))
	for _, row := range rows {
		b.purchases[row.OrderID] = append(b.purchases[row.OrderID], row)
		products = append(products, row.ProductID)
	}
	if len(products) == 0 {
		return nil
	}
	var known []models.Product
	err := w.Where("id IN ?", products).Find(&known).Error
	for _, row := range known {
		b.products[row.ID] = row
	}
	return err
}

// template picks the customer's language, else the account's, else any.
func (b *mailbag) template(code, language string) (models.LetterTemplate, bool) {
	for _, lang := range []string{language, b.account.Language, "en", "ru"} {
		if t, ok := b.templates[code+"/"+lang]; ok {
			return t, true
		}
	}
	return models.LetterTemplate{}, false
}

func (b *mailbag) content(l *models.Letter) models.LetterContent {
	c := models.LetterContent{
		Language: b.account.Language, Zone: b.zone, AccountName: b.account.AccountName, PublicURL: b.url,
		Customer: b.customers[l.CustomerID], Part: l.Part, Products: b.products, PurchaseLink: map[int64]string{},
	}
	if lang := c.Customer.Language; lang != "" {
		c.Language = lang
	}
	if l.OrderID != nil {
		b.addOrder(&c, *l.OrderID)
	}
	if payment, ok := b.payments[paymentBehind(l)]; ok {
		c.Payment = &payment
	}
	for i, p := range c.Purchases {
		c.PurchaseLink[p.ID] = b.url + "/purchase/" + p.LinkToken
		if l.PurchaseID != nil && *l.PurchaseID == p.ID {
			c.Purchase = &c.Purchases[i]
		}
	}
	return c
}

func (b *mailbag) addOrder(c *models.LetterContent, id int64) {
	order := b.orders[id]
	c.Order, c.Items, c.Purchases = &order, b.items[id], b.purchases[id]
	c.PaymentLink = b.url + "/pay/" + order.PayToken
	if payment, ok := b.latest[id]; ok {
		c.Payment = &payment
	}
	if len(c.Purchases) > 0 {
		c.Purchase = &c.Purchases[0]
	}
}
