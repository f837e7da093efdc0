import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readCell } from '#harness/matrix'
import { exampleCell } from '#results/testing'
import { fakeVmDriver } from '#vm/fake'
import { fakeCellArtifacts } from '../testing/index.ts'
import { cellSpec, emptySpec, filledSpec } from './vm-spec.ts'

const host = {
	driver: 'fake',
	program: 'fake',
	driverVersion: '1',
	accelerator: 'tcg',
	arch: 'x86_64',
} as const

it('puts what a cell adds to the kernel’s command line behind what the harness says there', async () => {
	const dir = await mkdtemp(join(tmpdir(), 'rm-vm-spec-'))
	try {
		const cell = exampleCell('0123456789ab', 'a')
		const artifacts = await fakeCellArtifacts(dir)
		const place = { driver: fakeVmDriver(), host, cpus: 1, evidenceDir: dir, scratchDir: dir }
		const cmdlineOf = (axes: Partial<typeof cell.axes>) =>
			cellSpec(readCell({ ...cell, axes: { ...cell.axes, ...axes } }), artifacts, place).cmdline
		const cmdline = 'ipv6.disable=1 audit=0'
		expect(cmdlineOf({ brNetfilter: 'loaded', cmdline })).toEqual([
			'modules_load=br_netfilter',
			'ipv6.disable=1',
			'audit=0',
		])
		expect(cmdlineOf({ brNetfilter: 'unloaded' })).toEqual([])
	} finally {
		await rm(dir, { recursive: true })
	}
})

it('a VM that is upgraded has a disk for the Docker that it is upgraded from, in a snapshot too', async () => {
	const dir = await mkdtemp(join(tmpdir(), 'rm-vm-spec-'))
	try {
		const artifacts = await fakeCellArtifacts(dir)
		const place = { driver: fakeVmDriver(), host, cpus: 1, evidenceDir: dir, scratchDir: dir }
		const planned = exampleCell('0123456789ab', 'a')
		const plain = readCell(planned)
		const upgraded = readCell({ ...planned, axes: { ...planned.axes, upgradeFrom: 'debian:20.10' } })
		const [docker] = artifacts.parts
		const earlier = { ...docker!, name: 'upgradeFrom', image: join(dir, 'earlier') } as const
		const last = (spec: ReturnType<typeof cellSpec>) => spec.disks?.at(-1)
		for (const spec of [cellSpec, filledSpec]) {
			expect(last(spec(plain, artifacts, place))).not.toMatchObject({ serial: 'part-upgradeFrom' })
			const made = spec(upgraded, { ...artifacts, parts: [...artifacts.parts, earlier] }, place)
			expect(last(made)).toMatchObject({ serial: 'part-upgradeFrom', path: earlier.image })
		}
		expect(last(emptySpec(upgraded, artifacts, place))).toMatchObject({ serial: 'part-upgradeFrom' })
	} finally {
		await rm(dir, { recursive: true })
	}
})
