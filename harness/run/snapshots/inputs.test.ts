import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readCell } from '#harness/matrix'
import { bootCode, installCode } from '#harness/sources'
import { exampleCell } from '#results/testing'
import { defaultDriver, type VmSnapshots, type VmSpec } from '#vm'
import { baseInputs, readyInputs, whatChanged } from './inputs.ts'

let root: string
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'rm-snapshots-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const subject = { kernel: '6.12.107', brNetfilter: 'loaded' }
const of = { qemu: '10.0.2', 'base image': 'a' }

async function keep(name: string, inputs: object, usedAt: number): Promise<void> {
	const file = join(root, name, 'inputs.json')
	await mkdir(join(root, name))
	await writeFile(file, JSON.stringify(inputs))
	await utimes(file, usedAt, usedAt)
}

it('names what is different from the snapshot of the same that was used last', async () => {
	await keep('old', { subject, of: { ...of, qemu: '7.2.22', 'base image': 'b' } }, 1000)
	await keep('newer', { subject, of: { ...of, qemu: '7.2.22' } }, 2000)
	await keep('other', { subject: { ...subject, brNetfilter: 'absent' }, of: {} }, 3000)
	expect(await whatChanged(root, { subject, of })).toEqual(['qemu'])
})

it('knows of nothing where there is no snapshot of the same, or none that can be read', async () => {
	expect(await whatChanged(root, { subject, of })).toBeUndefined()
	await keep('other', { subject: { ...subject, processors: '1' }, of }, 1000)
	await mkdir(join(root, 'empty'))
	await mkdir(join(root, 'cut'))
	await writeFile(join(root, 'cut/inputs.json'), '{"subject": ')
	expect(await whatChanged(root, { subject, of })).toBeUndefined()
})

async function file(name: string, time: number): Promise<string> {
	await writeFile(join(root, name), '')
	await utimes(join(root, name), time, time)
	return join(root, name)
}

/** A cell, of empty files. */
async function aCell() {
	const [vmlinuz, initrd, modulesImage] = [
		await file('vmlinuz', 1),
		await file('initrd', 1),
		await file('modules.ext4', 1),
	]
	return {
		cell: readCell(exampleCell('0123456789ab', 'a')),
		fixtures: [],
		artifacts: {
			kernel: { release: '6.12.107', vmlinuz, initrd, modulesImage, origins: [] },
			parts: [],
			base: { path: await file('base.ext4', 1), key: '' },
			probe: { path: await file('probe.tar', 1), name: '' },
		},
		place: { driver: defaultDriver, host: {} as never, cpus: 1, evidenceDir: root, scratchDir: root },
	}
}

it('knows a snapshot below that was taken anew under its old name from the one it was made on', async () => {
	const of = await aCell()
	await file('disk.qcow2', 1000)
	const first = await readyInputs(of, root)
	expect(await readyInputs(of, root)).toEqual(first)
	await file('disk.qcow2', 2000)
	const second = await readyInputs(of, root)
	expect(second.subject).toEqual(first.subject)
	expect(first.subject).not.toHaveProperty('guest')
	const cell = exampleCell('0123456789ab', 'a')
	const other = readCell({ ...cell, axes: { ...cell.axes, guest: 'ubuntu:24.04' } })
	expect((await readyInputs({ ...of, cell: other }, root)).subject).toMatchObject({ guest: 'ubuntu:24.04' })
	expect(second.of['snapshot below']).not.toBe(first.of['snapshot below'])
})

it('belongs to the code that ran before it: what boots, and for a daemon that is up what installs as well', async () => {
	const of = await aCell()
	const driver = { identity: async () => ({ QEMU: '10.0.2' }) } as unknown as VmSnapshots
	const base = await baseInputs(of.cell, of.artifacts, { cpus: 1 } as VmSpec, driver)
	expect(base.of).toMatchObject({ 'boot code': await bootCode(), QEMU: '10.0.2' })
	expect(Object.keys(base.of)).toEqual(
		expect.arrayContaining(['kernel image', 'initrd', 'module disk', 'base image']),
	)
	await file('disk.qcow2', 1000)
	const ready = await readyInputs(of, root)
	expect(ready.of).toMatchObject({ 'install code': await installCode() })
	expect(base.of['boot code']).not.toBe(ready.of['install code'])
})
