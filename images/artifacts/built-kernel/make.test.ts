import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { make, stepsIn } from './make.ts'

let cwd: string
beforeEach(async () => void (cwd = await mkdtemp(join(tmpdir(), 'built-kernel-'))))
afterEach(() => rm(cwd, { recursive: true }))

const makefile = (text: string) => writeFile(join(cwd, 'Makefile'), text)

test('what kbuild makes is counted, and nothing else that it prints', () => {
	expect(stepsIn('  CC      init/main.o\n  AR      lib.a\nKernel: bzImage is ready\n  LD [M]  x.ko\n')).toBe(
		3,
	)
})

test('a build that fails says what the compiler said', async () => {
	await makefile('bzImage:\n\t@echo "  CC      a.o"; echo "a.c:1: error: no" >&2; exit 1\n')
	await expect(make(['bzImage'], { cwd, deadline: 30_000 })).rejects.toMatchObject({
		code: 'host',
		output: expect.stringContaining('a.c:1: error: no') as string,
	})
})

test('a build that does not end is ended, and is too late, not broken', async () => {
	await makefile('bzImage:\n\t@sleep 60\n')
	await expect(make(['bzImage'], { cwd, deadline: 1000 })).rejects.toMatchObject({ code: 'timeout' })
})

test('a build that is interrupted is no failure', async () => {
	await makefile('bzImage:\n\t@sleep 60\n')
	const signal = AbortSignal.timeout(300)
	await expect(make(['bzImage'], { cwd, deadline: 30_000, signal })).rejects.toMatchObject({
		code: 'interrupted',
	})
})

test('the banner names nobody’s machine', async () => {
	await makefile('bzImage:\n\t@test "$(KBUILD_BUILD_HOST)" = localhost\n')
	await make(['bzImage'], { cwd, deadline: 30_000 })
})
