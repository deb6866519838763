package xmlbind

import "reflect"

// pair finds for the items of one list those of another that are the same
// thing: by key, and, where an item has no key, by position among the rest.
func pair(items, others reflect.Value) map[int]int {
	pairs, taken := map[int]int{}, map[int]bool{}
	for i := range items.Len() {
		for j := range others.Len() {
			key := keyOf(items.Index(i))
			if key != "" && !taken[j] && key == keyOf(others.Index(j)) {
				pairs[i], taken[j] = j, true
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
			pairs[i], taken[next] = next, true
		}
	}
	return pairs
}

func keyOf(item reflect.Value) string {
	if keyed, can := item.Interface().(Keyed); can {
		return keyed.Key()
	}
	return ""
}
