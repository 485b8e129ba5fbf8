package segment

// Op is how a field is compared.
type Op string

// The operators.
const (
	OpIs         Op = "is"
	OpIsNot      Op = "is_not"
	OpOneOf      Op = "one_of"
	OpNoneOf     Op = "none_of"
	OpAllOf      Op = "all_of"
	OpContains   Op = "contains"
	OpStartsWith Op = "starts_with"
	OpIsSet      Op = "is_set"
	OpIsNotSet   Op = "is_not_set"
	OpGreater    Op = "gt"
	OpAtLeast    Op = "gte"
	OpLess       Op = "lt"
	OpAtMost     Op = "lte"
	OpBetween    Op = "between"
	OpBefore     Op = "before"
	OpAfter      Op = "after"
	OpOnDay      Op = "on_day"
	OpMoreAgo    Op = "more_than_ago"
	OpLessAgo    Op = "less_than_ago"
	OpWithinNext Op = "within_next"
)

// Operators lists every one.
var Operators = []Op{
	OpIs, OpIsNot, OpOneOf, OpNoneOf, OpAllOf, OpContains, OpStartsWith, OpIsSet, OpIsNotSet, OpGreater, OpAtLeast, OpLess, OpAtMost,
	OpBetween, OpBefore, OpAfter, OpOnDay, OpMoreAgo, OpLessAgo, OpWithinNext,
}

// fitting says which operators fit a type; a nullable field has is_set and is_not_set besides.
var fitting = map[Type][]Op{
	TypeID:     {OpIs, OpIsNot, OpOneOf, OpNoneOf},
	TypeText:   {OpIs, OpIsNot, OpOneOf, OpNoneOf, OpContains, OpStartsWith},
	TypeNumber: {OpIs, OpIsNot, OpOneOf, OpNoneOf, OpGreater, OpAtLeast, OpLess, OpAtMost, OpBetween},
	TypeMoney:  {OpIs, OpIsNot, OpGreater, OpAtLeast, OpLess, OpAtMost, OpBetween},
	TypeDate:   {OpBefore, OpAfter, OpBetween, OpOnDay, OpMoreAgo, OpLessAgo, OpWithinNext},
	TypeFlag:   {OpIs},
	TypeChoice: {OpIs, OpIsNot, OpOneOf, OpNoneOf},
	TypeTags:   {OpContains, OpOneOf, OpNoneOf, OpAllOf},
	TypeIDs:    {OpContains, OpOneOf, OpNoneOf, OpAllOf},
}

// shape is what stands under "value".
type shape int

const (
	shapeOne shape = iota
	shapeNone
	shapeList
	shapePair
	shapeDuration
	shapeDay
)

// shapes names every operator whose value is not a single one of the field's type.
var shapes = map[Op]shape{
	OpIsSet: shapeNone, OpIsNotSet: shapeNone,
	OpOneOf: shapeList, OpNoneOf: shapeList, OpAllOf: shapeList,
	OpBetween: shapePair,
	OpMoreAgo: shapeDuration, OpLessAgo: shapeDuration, OpWithinNext: shapeDuration,
	OpOnDay: shapeDay,
}

// Relative reports whether time alone changes the answer.
func (o Op) Relative() bool { return shapes[o] == shapeDuration }

// CountOp compares the number of related objects.
type CountOp string

// The count operators.
const (
	CountAtLeast CountOp = "at_least"
	CountAtMost  CountOp = "at_most"
	CountExactly CountOp = "exactly"
)

var countOps = []CountOp{CountAtLeast, CountAtMost, CountExactly}
