package xmlbind

import (
	"reflect"
	"slices"
)

// Keyed is an item of a list that can be identified.
type Keyed interface {
	// Key is empty where only the position identifies the item.
	Key() string
}

// ByKey maps the items by their keys.
func ByKey[T Keyed](items []T) map[string]T {
	result := map[string]T{}
	for _, item := range items {
		result[item.Key()] = item
	}
	return result
}

// Intersect returns the items whose keys others have as well.
func Intersect[T Keyed](items, others []T) []T {
	known := ByKey(others)
	return slices.DeleteFunc(slices.Clone(items), func(item T) bool {
		_, found := known[item.Key()]
		return !found
	})
}

// match maps the index of each item to that of its counterpart in others: by
// key, and, where an item has no key, by position among those left over.
func match(items, others reflect.Value) map[int]int {
	matches, taken := map[int]int{}, map[int]bool{}
	for i := range items.Len() {
		for j := range others.Len() {
			key := keyOf(items.Index(i))
			if key != "" && !taken[j] && key == keyOf(others.Index(j)) {
				matches[i], taken[j] = j, true
				break
			}
		}
	}
	next := 0
	for i := range items.Len() {
		if keyOf(items.Index(i)) != "" {
			continue
		}
		for next < others.Len() && taken[next] {
			next++
		}
		if next < others.Len() {
			matches[i], taken[next] = next, true
		}
	}
	return matches
}

func keyOf(item reflect.Value) string {
	if keyed, isKeyed := item.Interface().(Keyed); isKeyed {
		return keyed.Key()
	}
	return ""
}
