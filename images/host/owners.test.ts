import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { HostError } from '#results'
import { guestOwners } from './owners.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'rm-owners-'))))
afterEach(() => rm(dir, { recursive: true }))

/** An `unshare` that notes its arguments and ends with this exit code. */
async function withUnshare(code: number): Promise<void> {
	const script = `#!/bin/sh\necho "$*" >> '${dir}/asked'\necho 'no subuid ranges' >&2\nexit ${code}\n`
	await writeFile(join(dir, 'unshare'), script, { mode: 0o755 })
	vi.stubEnv('PATH', `${dir}${delimiter}${process.env.PATH}`)
}

it('root needs nothing', async () => {
	await withUnshare(1)
	expect(await guestOwners(undefined, true)).toEqual({ mmdebstrapMode: 'root', asRoot: [] })
})

it('anybody else gets a user namespace, once it was tried', async () => {
	await withUnshare(0)
	const { mmdebstrapMode, asRoot } = await guestOwners(undefined, false)
	expect(mmdebstrapMode).toBe('unshare')
	expect(asRoot).toEqual(['unshare', '--user', '--map-root-user', '--map-auto', '--'])
	expect(await readFile(join(dir, 'asked'), 'utf8')).toMatch(/^--user --map-root-user --map-auto -- sh -c /)
})

it('who has no subordinate ids is told so before anything is built, and how to get some', async () => {
	await withUnshare(1)
	const error = await guestOwners(undefined, false).catch((thrown: unknown) => thrown)
	expect(error).toBeInstanceOf(HostError)
	expect(error).toMatchObject({
		message: expect.stringMatching(/is not root and has no subordinate user ids\.$/) as string,
		hint: expect.stringContaining('usermod --add-subuids') as string,
		output: 'no subuid ranges',
	})
})
