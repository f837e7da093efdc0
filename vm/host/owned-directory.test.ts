import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { makeScratch, removeScratch } from './scratch.ts'
import {
	keepDirectory,
	makeOwnedDirectory,
	makeOwnedScratch,
	sweepOwnedDirectories,
	sweepWith,
} from './owned-directory.ts'

let parent: string
beforeEach(async () => {
	parent = await mkdtemp(join(tmpdir(), 'rm-test-'))
})
afterEach(() => rm(parent, { recursive: true, force: true }))

/** The id of a process that has ended. */
const dead = () => spawnSync('true').pid

it('removes what a dead process left, and nothing else', async () => {
	const left = `rm-cell-${dead()}-abcdef`
	await mkdir(join(parent, left, 'deep'), { recursive: true })
	await writeFile(join(parent, left, 'deep/file'), '')
	const others = [`rm-cell-${process.pid}-abcdef`, `rm-cell-${dead()}-abcdef.d`, 'rm-cell-x5Jv9q', 'mine']
	for (const name of others) await mkdir(join(parent, name))
	await symlink(join(parent, 'mine'), join(parent, `rm-suites-${dead()}-abcdef`))
	expect(await sweepOwnedDirectories(parent)).toEqual([join(parent, left)])
	expect((await readdir(parent)).filter((name) => !others.includes(name))).toHaveLength(1)
})

it('makes directories that a sweep of another process leaves alone while this one lives', async () => {
	const path = await makeOwnedDirectory('suites')
	expect(basename(path)).toMatch(new RegExp(`^rm-suites-${process.pid}-`))
	expect(await sweepOwnedDirectories()).not.toContain(path)
	await rm(path, { recursive: true })
})

it('sweeps what a VM, a kernel, a report or a worker left, and not what somebody was told of', async () => {
	const kinds = ['vm', 'probe', 'initrd', 'disk', 'bundle', 'collect', 'report', 'farm', 'build', 'suites']
	const left = kinds.map((kind) => join(parent, `rm-${kind}-${dead()}-abcdef`))
	const told = join(parent, `rm-farm-${dead()}-told00`)
	for (const path of [...left, told]) await mkdir(path)
	await keepDirectory(told)
	expect((await sweepOwnedDirectories(parent)).sort()).toEqual(left.sort())
	expect(await readdir(parent)).toEqual([basename(told)])
})

it('makes scratch directories that the harness and the supervisor of a VM may remove', async () => {
	const path = await makeOwnedScratch('vm')
	expect(basename(path)).toMatch(new RegExp(`^rm-vm-${process.pid}-\\w{6}$`))
	await removeScratch([path])
	expect(existsSync(path)).toBe(false)
})

it('sweeps what goes with a directory elsewhere, but nothing that no harness made', async () => {
	const scratch = await makeScratch(parent, 'vm-')
	const foreign = join(parent, 'foreign')
	await mkdir(foreign)
	const [left, lying] = ['abcdef', 'ghijkl'].map((name) => join(parent, `rm-vm-${dead()}-${name}`))
	for (const path of [left!, lying!]) await mkdir(path)
	await sweepWith(left!, scratch)
	await sweepWith(lying!, foreign)
	expect(await sweepOwnedDirectories(parent)).toEqual([left])
	expect((await readdir(parent)).sort()).toEqual([basename(foreign), basename(lying!)].sort())
})

it('makes none where the path of a socket would be another one in an address', async () => {
	const odd = join(parent, 'some where', '*')
	await mkdir(odd, { recursive: true })
	vi.stubEnv('TMPDIR', odd)
	const path = await makeOwnedDirectory('cell')
	vi.unstubAllEnvs()
	expect(path).toMatch(/^[\w./-]+$/)
	await rm(path, { recursive: true })
})
