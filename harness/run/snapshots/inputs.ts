import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { type Cell, rawAxes } from '#harness/matrix'
import type { VmSnapshots, VmSpec } from '#vm'
import { installedParts } from '../stack/part-serial.ts'
import { clientConfig, daemonJson, unitDropIn } from '../stack/daemon-config.ts'
import type { CellArtifacts } from '../artifacts/run-artifacts.ts'
import type { SnapshotCell } from '../start/starting-cell.ts'
import { bootCode, installCode } from '#harness/sources'
import { snapshotsOf } from './driver.ts'

/** What a snapshot depends on. All of it is in the entry's key; `subject` is what stays when the rest changes. */
const inputs = z.object({ subject: z.record(z.string(), z.string()), of: z.record(z.string(), z.string()) })
export type SnapshotInputs = z.infer<typeof inputs>

/** Of a VM without a stack: its key must change when any file below its disks does. */
export async function baseInputs(
	cell: Cell,
	{ kernel, base }: CellArtifacts,
	spec: VmSpec,
	driver: VmSnapshots,
): Promise<SnapshotInputs> {
	return {
		subject: {
			kernel: kernel.release,
			brNetfilter: cell.axes.brNetfilter.value,
			...optionalOf(cell),
			processors: String(spec.cpus),
		},
		of: {
			'boot code': await bootCode(),
			...(await driver.identity(spec)),
			'kernel image': await fileState(kernel.vmlinuz),
			initrd: await fileState(kernel.initrd),
			'module disk': await fileState(kernel.modulesImage),
			'base image': await fileState(base.path),
		},
	}
}

/** What is the default is left out: snapshots have the keys that they had before there was anything else. */
function optionalOf({ axes }: Cell): Record<string, string> {
	const { guest, cmdline, modules, upgradeFrom } = rawAxes(axes)
	const optional: readonly (readonly [string, string | undefined])[] = Object.entries({
		guest,
		cmdline,
		modules,
		upgradeFrom,
	})
	return Object.fromEntries(optional.flatMap(([axis, value]) => (value === undefined ? [] : [[axis, value]])))
}

/** Of a VM whose daemon is up. `under` is the directory of the snapshot that it was restored from. */
export async function readyInputs(
	{ cell, artifacts, fixtures, place }: Pick<SnapshotCell, 'cell' | 'artifacts' | 'fixtures' | 'place'>,
	under: string,
): Promise<SnapshotInputs> {
	const { parts, probe, kernel } = artifacts
	const disks = await Promise.all(
		parts.map(async ({ name, directory, image }) => [
			`${name} part`,
			`${directory} ${await fileState(image)}`,
		]),
	)
	const {
		guest: _guest,
		cmdline: _cmdline,
		modules: _modules,
		upgradeFrom: _from,
		...axes
	} = rawAxes(cell.axes)
	return {
		subject: {
			...axes,
			...optionalOf(cell),
			kernel: kernel.release,
			settings: JSON.stringify(cell.daemonSettings),
			processors: String(place.cpus),
			containers: fixtures.join(' '),
		},
		of: {
			'install code': await installCode(),
			// Its key is not enough: a base snapshot that was taken again keeps its key, but has another disk.
			'snapshot below': await fileState(snapshotsOf(place).disk(under)),
			...(Object.fromEntries(disks) as Record<string, string>),
			'probe image': await fileState(probe.path),
			configuration: [daemonJson(cell), unitDropIn(cell), clientConfig(installedParts(parts)) ?? ''].join(
				'\n',
			),
		},
	}
}

/** An entry of the cache changes under its name when somebody writes to it: size and time tell. */
async function fileState(path: string): Promise<string> {
	const { size, mtimeMs } = await stat(path)
	return `${basename(dirname(path))}/${basename(path)} ${size} ${mtimeMs}`
}

/**
 * Why the snapshot of a subject has to be taken although there is one: the names of what is different; undefined when
 * there is none. `root` is the directory of all snapshots.
 */
export async function whatChanged(root: string, wanted: SnapshotInputs): Promise<string[] | undefined> {
	let newest: { readonly changed: string[]; readonly time: number } | undefined
	for (const name of await readdir(root).catch(() => [])) {
		const path = join(root, name, 'inputs.json')
		const known = await readInputs(path)
		if (!known || !isSame(known.subject, wanted.subject)) continue
		const { mtimeMs } = await stat(path)
		const changed = Object.keys(wanted.of).filter((input) => known.of[input] !== wanted.of[input])
		if (newest === undefined || mtimeMs > newest.time) newest = { changed, time: mtimeMs }
	}
	return newest?.changed
}

/** Whether other code than this harness's made the snapshot in a directory: this one never restores it. */
export async function isOfOtherCode(dir: string): Promise<boolean> {
	const of = (await readInputs(join(dir, 'inputs.json')))?.of ?? {}
	const codes = { 'boot code': await bootCode(), 'install code': await installCode() }
	return Object.entries(codes).some(([input, code]) => (of[input] ?? code) !== code)
}

const isSame = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean =>
	Object.keys({ ...a, ...b }).every((key) => a[key] === b[key])

async function readInputs(path: string): Promise<SnapshotInputs | undefined> {
	try {
		return inputs.parse(JSON.parse(await readFile(path, 'utf8')))
	} catch {
		return undefined
	}
}
