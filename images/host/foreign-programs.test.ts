import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Architecture, hostArchitecture } from '#results/architecture'
import { assertRunsPrograms, runsPrograms } from './foreign-programs.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'binfmt-'))))
afterEach(() => rm(dir, { recursive: true }))

const other: Architecture = hostArchitecture() === 'x86_64' ? 'aarch64' : 'x86_64'
const machine = { x86_64: '3e00', aarch64: 'b700' }[other]

/** As binfmt_misc shows it, for the packages qemu-user-static and binfmt-support of Debian. */
const registered = (of: string, { state = 'enabled', flags = 'POCF' } = {}) =>
	writeFile(
		join(dir, 'qemu-other'),
		`${state}\ninterpreter /usr/bin/qemu-static\nflags: ${flags}\noffset 0\nmagic 7f454c460201010000000000000000000200${of}\nmask ffffffffffffff00fffffffffffffffffeffffff\n`,
	)

it('programs of this machine run without anything, those of another one where an emulator is kept open for them', async () => {
	expect(await runsPrograms(hostArchitecture(), dir)).toBe(true)
	expect(await runsPrograms(other, dir)).toBe(false)
	await registered(machine)
	expect(await runsPrograms(other, dir)).toBe(true)
	await registered(machine, { flags: 'POC' })
	expect(await runsPrograms(other, dir)).toBe(false)
	await registered(machine, { state: 'disabled' })
	expect(await runsPrograms(other, dir)).toBe(false)
	await registered('f300')
	expect(await runsPrograms(other, dir)).toBe(false)
})

it('where they do not, it is said before anything is built, and how to get them', async () => {
	await expect(assertRunsPrograms(other, join(dir, 'none'))).rejects.toMatchObject({
		reason: 'unsupported',
		message: `The base image of ${other} guests cannot be built on this ${hostArchitecture()} machine: its Linux runs no programs for ${other}.`,
		hint: expect.stringContaining('qemu-user-static binfmt-support') as string,
	})
})
