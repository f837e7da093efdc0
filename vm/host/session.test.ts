import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { startSession } from './session.ts'

test('a program in a session of its own leads it, and gets the end of its standard input', async () => {
	const program = await startSession(['sh', '-c', 'cat /proc/$$/stat; echo "$ONLY $PATH"; cat; exit 3'], {
		stdout: 'pipe',
		stderr: 'inherit',
		env: { ONLY: 'this', PATH: '/usr/bin:/bin' },
	})
	program.stdin.end('a line\n')
	const said = await text(program.stdout!)
	// proc(5), stat: after the name its state, its parent, its group and its session.
	const [, , group, session] = said.slice(said.lastIndexOf(')') + 2).split(' ')
	expect([group, session]).toEqual([`${program.pid}`, `${program.pid}`])
	expect(said).toMatch(/\nthis \/usr\/bin:\/bin\na line\n$/)
	expect(await program.ended).toEqual({ code: 3, signal: null })
	const own = await readFile('/proc/self/stat', 'utf8')
	expect(own.slice(own.lastIndexOf(')') + 2).split(' ')[3]).not.toBe(session)
})

test('a program that ends without reading what it is sent is told of by its end alone', async () => {
	const program = await startSession(['sh', '-c', 'exec <&-; kill -TERM $$'], {
		stdout: 'pipe',
		stderr: 'inherit',
	})
	program.stdin.write('x'.repeat(1 << 20))
	expect(await program.ended).toEqual({ code: null, signal: 'SIGTERM' })
})

test('a program that is missing is an error at once', async () => {
	await expect(
		startSession(['/nonexistent/program'], { stdout: 'pipe', stderr: 'inherit' }),
	).rejects.toMatchObject({ code: 'ENOENT' })
})
