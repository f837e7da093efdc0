import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
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
		`"cd /home/rootless && export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/home/rootless USER=rootless LOGNAME=rootless XDG_RUNTIME_DIR=/run/user/1000 DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1000/bus 'A=b'\\''c' && exec setpriv --reuid=1000 --regid=1000 --init-groups -- sh -c 'docker info'"`,
	)
})

test('the shell gives variables and words to the program as they were, and is gone', () => {
	const env = { A: `it's "$HOME" \`id\``, B: '' }
	const script = 'printf "%s|%s|%s|%s|%s|" "$PWD" "$HOME" "$A" "$B" "$1"; exec ps -o comm= -p $PPID'
	// Not everybody who runs this test may enter root's home.
	const line = commandLine(['sh', '-c', script, 'sh', '$HOME'], { env }).replace(/^cd \/root /, 'cd / ')
	const printed = execFileSync('sh', ['-c', line], { encoding: 'utf8' })
	expect(printed).toMatch(/^\/\|\/root\|it's "\$HOME" `id`\|\|\$HOME\|/)
	// Its parent is this process: no shell stands between.
	expect(printed).toContain(`|${readFileSync('/proc/self/comm', 'utf8').trim()}`)
})

test('a home that cannot be entered ends the command', () => {
	const line = commandLine(['echo', 'ran']).replace(/^cd \/root /, 'cd /nonexistent ')
	expect(() => execFileSync('sh', ['-c', line], { stdio: 'pipe' })).toThrow()
})

test('an argv is not seen by a shell', () => {
	expect(commandLine(['echo', '$HOME'])).toMatch(/ echo '\$HOME'$/)
})
