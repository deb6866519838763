package xmlbind

import "reflect"

// Reconcile returns the host's values in the spelling of prior: a field that
// is nil in prior is not managed and stays nil, an equivalent one keeps prior's
// spelling, any other takes the host's value. Lists keep prior's
// order; what the host has besides comes after it. Both are structs of one type.
func Reconcile[T any](prior, host T) T {
	var result T
	reconcileStruct(reflect.ValueOf(&prior).Elem(), reflect.ValueOf(&host).Elem(), reflect.ValueOf(&result).Elem())
	return result
}

func reconcileStruct(prior, host, result reflect.Value) {
	result.Set(prior)
	priors, hosts := fieldsOf(prior), fieldsOf(host)
	for i, f := range fieldsOf(result) {
		if priors[i].value.IsNil() {
			continue
		}
		switch {
		case f.isList():
			f.value.Set(reconcileList(priors[i].value, hosts[i].value, f.open))
		case f.isStruct():
			f.value.Set(reconcileNested(priors[i], hosts[i]))
		default:
			f.value.Set(reconcileLeaf(priors[i], hosts[i]))
		}
	}
}

func reconcileNested(prior, host field) reflect.Value {
	absent := reflect.Zero(prior.value.Type())
	if prior.present && host.value.IsNil() {
		return absent
	}
	observed := host.value
	if observed.IsNil() {
		observed = reflect.New(prior.value.Type().Elem())
	}
	result := reflect.New(prior.value.Type().Elem())
	reconcileStruct(prior.value.Elem(), observed.Elem(), result.Elem())
	if result.Elem().IsZero() && !prior.value.Elem().IsZero() {
		return absent
	}
	return result
}

func reconcileLeaf(prior, host field) reflect.Value {
	if host.value.IsNil() && prior.present {
		absent := false
		host.value = reflect.ValueOf(&absent)
	}
	if host.value.IsNil() {
		if prior.fallback != "" && prior.equivalent(prior.format(), prior.fallback) {
			return prior.value
		}
		return host.value
	}
	if prior.equivalent(prior.format(), host.format()) {
		return prior.value
	}
	return host.value
}

func reconcileList(prior, host reflect.Value, open bool) reflect.Value {
	result := reflect.MakeSlice(prior.Type(), 0, prior.Len())
	matches, taken := match(prior, host), map[int]bool{}
	for i := range prior.Len() {
		j, found := matches[i]
		if !found {
			continue
		}
		taken[j] = true
		item := reflect.New(prior.Type().Elem()).Elem()
		reconcileStruct(prior.Index(i), host.Index(j), item)
		result = reflect.Append(result, item)
	}
	for i := range host.Len() {
		if !taken[i] && !open {
			result = reflect.Append(result, host.Index(i))
		}
	}
	return result
}

// Changed names the fields, by their tfsdk tag, in which two structs of one type are not equal.
func Changed[T any](one, other T) []string {
	a, b := reflect.ValueOf(one), reflect.ValueOf(other)
	var names []string
	for i := range a.NumField() {
		if !reflect.DeepEqual(a.Field(i).Interface(), b.Field(i).Interface()) {
			names = append(names, a.Type().Field(i).Tag.Get("tfsdk"))
		}
	}
	return names
}
