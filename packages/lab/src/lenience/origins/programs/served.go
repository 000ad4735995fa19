// One page through Go's net/http and crypto/tls: served HTTP_PORT TLS_PORT CERTIFICATES.
//
// A request for the listed page of the listed host, or of no host, gets LISTED; any other gets FREE.
package main

import (
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

func page(response http.ResponseWriter, request *http.Request) {
	host := strings.ToLower(strings.TrimRight(strings.Split(request.Host, ":")[0], "."))
	body := "FREE PAGE\n"
	if (host == "" || host == "mixed.test") && strings.HasPrefix(path.Clean("/"+request.URL.Path), "/blocked/") {
		body = "LISTED PAGE\n"
	}
	_, _ = io.WriteString(response, body)
}

func main() {
	log.SetOutput(io.Discard)
	var certificates []tls.Certificate
	for _, name := range []string{"free.test", "blocked.test"} {
		pair, err := tls.LoadX509KeyPair(filepath.Join(os.Args[3], name+".pem"), filepath.Join(os.Args[3], name+".key"))
		if err != nil {
			panic(err)
		}
		certificates = append(certificates, pair)
	}
	handler := http.HandlerFunc(page)
	clear := &http.Server{Addr: "127.0.0.1:" + os.Args[1], Handler: handler, IdleTimeout: 10 * time.Second}
	secure := &http.Server{
		Addr:        "127.0.0.1:" + os.Args[2],
		Handler:     handler,
		IdleTimeout: 10 * time.Second,
		TLSConfig:   &tls.Config{Certificates: certificates, MinVersion: tls.VersionTLS10},
	}
	go func() { panic(clear.ListenAndServe()) }()
	panic(secure.ListenAndServeTLS("", ""))
}
