package rpc

import (
	"io"
	"reflect"
	"testing"
)

// TestTheNumbersAreThoseOfTheNames calls each procedure of the table by its name.
func TestTheNumbersAreThoseOfTheNames(t *testing.T) {
	for id, known := range procedures {
		// ConnectOpen and ConnectClose are called by the client itself, with its version of the arguments.
		if known.name == "ConnectOpen" || known.name == "ConnectClose" {
			continue
		}
		t.Run(known.name, func(t *testing.T) {
			s := newSession(t, testLimits)
			called := make(chan procedureID, 1)
			go func() {
				call, _ := s.daemon.call()
				called <- procedureID{call.program, call.procedure}
				refusal := replyTo(call)
				refusal.status = statusError
				s.daemon.send(refusal, failure(1, "seen"))
			}()
			method := reflect.ValueOf(s.Libvirt).MethodByName(known.name)
			if !method.IsValid() {
				t.Fatal("the client has no such method")
			}
			method.Call(zeroArguments(method.Type()))
			if number := <-called; number != id {
				t.Errorf("it is %d of %#x", number.number, number.program)
			}
			expectReply(t, known, method.Type())
		})
	}
}

// zeroArguments are those of the type, with streams that are empty.
func zeroArguments(method reflect.Type) []reflect.Value {
	var arguments []reflect.Value
	for i := range method.NumIn() {
		argument := reflect.New(method.In(i)).Elem()
		switch argument.Type() {
		case reflect.TypeFor[io.Reader]():
			argument.Set(reflect.ValueOf(io.MultiReader()))
		case reflect.TypeFor[io.Writer]():
			argument.Set(reflect.ValueOf(io.Discard))
		}
		arguments = append(arguments, argument)
	}
	return arguments
}

// expectReply compares the type of the reply with what the method returns before the error.
func expectReply(t *testing.T, known procedure, method reflect.Type) {
	t.Helper()
	var fields []reflect.Type
	if known.reply != nil {
		for i := range known.reply.NumField() {
			fields = append(fields, known.reply.Field(i).Type)
		}
	}
	if len(fields) != method.NumOut()-1 {
		t.Fatalf("the reply has %d fields, the method returns %d", len(fields), method.NumOut()-1)
	}
	for i, field := range fields {
		if field != method.Out(i) {
			t.Errorf("field %d is %s instead of %s", i, field, method.Out(i))
		}
	}
}
