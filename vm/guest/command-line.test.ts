import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { shellQuote } from '../host/index.ts'
import { commandLine } from './command-line.ts'

test('every word reaches the program as it was, whatever a shell would make of it', () => {
	const words = ['plain', "it's", '$(id)', '`id`', 'a b', '', '*', 'new\nline', '"', '\\', '-n', 'ü']
	const line = ['printf', '%s\\0', ...words].map(shellQuote).join(' ')
	expect(execFileSync('sh', ['-c', line], { encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual(words)
})

test('a command of the rootless user gets its session, its home and an extra variable', () => {
	expect(commandLine('docker info', { user: 'rootless', env: { A: "b'c" } })).toMatchInlineSnapshot(
		`"exec runuser -u rootless -- env -C /home/rootless PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/home/rootless USER=rootless LOGNAME=rootless XDG_RUNTIME_DIR=/run/user/1000 DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1000/bus 'A=b'\\''c' sh -c 'docker info'"`,
	)
})

test('an argv is not seen by a shell', () => {
	expect(commandLine(['echo', '$HOME'])).toMatch(/ echo '\$HOME'$/)
})
