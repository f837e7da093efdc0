import { chmod, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rawAxes } from '#harness/matrix'
import { InternalError } from '#results'
import { hasUsualDevices, SnapshotError, type Vm, type VmSpec } from '#vm'
import { guestCommands } from '#vm/guest/commands'
import { troubleOf } from '../artifacts/artifact-trouble.ts'
import type { Installed } from '../stack/install.ts'
import { prepareSuites } from '#suites'
import { dockerSocket, leaveEvidence, prepareCell } from '../start/prepare-cell.ts'
import { cellFacts, type ReadyVm, type SnapshotCell } from '../start/starting-cell.ts'
import { cellSpec, emptySpec, filledSpec, PART_BYTES } from '../start/vm-spec.ts'
import { originOf, removeOld, writeTaken } from './age.ts'
import { snapshotsOf } from './driver.ts'
import { baseInputs, readyInputs, type SnapshotInputs, whatChanged } from './inputs.ts'
import { entryOf, findSnapshot, type FoundSnapshot } from './find.ts'
import { damagedNote, notRestored, restored } from './restore.ts'
import { diskTrouble, KIND, makeRoom } from './room.ts'

/** Thrown out of the making of a snapshot that is not worth keeping: what was found may be an accident of this boot. */
class NoSnapshot extends Error {}

/** Why no snapshot can be used for a cell, in words; undefined when one can. */
export async function snapshotTrouble(of: SnapshotCell): Promise<string | undefined> {
	const { cell, artifacts, place } = of
	if (!hasUsualDevices(cellSpec(cell, artifacts, place)))
		return `the VM of Linux ${artifacts.kernel.release} has other devices than snapshots are made for`
	for (const { directory, image } of artifacts.parts)
		if ((await stat(image)).size > PART_BYTES)
			return `the disk of ${directory} is larger than the place for it in a snapshot`
	return (await snapshotsOf(place).obstacle?.(place.host)) ?? diskTrouble(of)
}

/**
 * Brings a cell's VM up from the snapshot with its daemon ready, which is taken first when there is none. Undefined when
 * the daemon ended in a way that no snapshot is taken of, and the cell should be tried from a boot.
 */
export async function startFromSnapshots(of: SnapshotCell): Promise<ReadyVm | undefined> {
	try {
		return await restored(of, () => readySnapshot(of))
	} catch (error) {
		if (error instanceof NoSnapshot) return undefined
		throw error
	}
}

/** The snapshot of a cell with its daemon up. */
async function readySnapshot(of: SnapshotCell): Promise<FoundSnapshot> {
	const known = await findSnapshot(of)
	if (known) return known
	const { cell, artifacts, snapshots, place, signal, phase, log } = of
	const under = await baseSnapshot(of)
	const make = (from: string) => async (into: string) => {
		const spec = { ...filledSpec(cell, artifacts, place), restore: from, record: into }
		const vm = await phase('restore', () => place.driver.start(spec, { signal }))
		try {
			const installed = await prepareCell(vm.guest, of)
			if (installed.daemon.state === 'failed') throw new NoSnapshot()
			if (installed.daemon.state === 'active') await prepareFixtures(of, vm, installed)
			await writeFile(join(into, 'installed.json'), JSON.stringify(installed))
			await phase('snapshot', () => snapshotsOf(place).capture(vm, of))
		} catch (error) {
			await leaveEvidence(vm.guest, of)
			throw error
		} finally {
			await vm.stop()
		}
	}
	const entry = async (from: string): Promise<FoundSnapshot> => {
		const inputs = await readyInputs(of, from)
		const dir = await snapshotEntry(of, { inputs, what: cell.slug, make: make(from) })
		const origin = await originOf(dir)
		if (!origin) throw new InternalError(`The snapshot in ${dir} does not say when it was taken.`)
		return { dir, origin, damage: async () => undefined }
	}
	try {
		return await entry(under)
	} catch (error) {
		if (!(error instanceof SnapshotError)) throw error
		log(
			`Linux ${artifacts.kernel.release}: ${notRestored(error, await snapshots.cache.quarantineEntry(under))}`,
		)
		return entry(await baseSnapshot(of))
	}
}

/** So that no check has to start what all of them share. */
async function prepareFixtures(of: SnapshotCell, vm: Vm, installed: Installed): Promise<void> {
	const { prepareSuites: prepare = prepareSuites } = of
	await of.phase('fixtures', async () => {
		await using socket = await dockerSocket(vm.guest)
		const trouble = await prepare(cellFacts(of, { vm, installed }, socket.path), of)
		if (trouble === undefined) return
		of.log(`${of.cell.slug}: no snapshot is taken, since the checks' containers do not start: ${trouble}`)
		throw new NoSnapshot()
	})
}

/** The directory of the snapshot of the guest as it boots, without any stack. */
export async function baseSnapshot(of: SnapshotCell): Promise<string> {
	const { cell, artifacts, place, signal, phase, log } = of
	const spec = emptySpec(cell, artifacts, place)
	const { brNetfilter, guest, cmdline, modules, upgradeFrom } = rawAxes(cell.axes)
	const earlier = upgradeFrom === undefined ? undefined : `a place for ${upgradeFrom}`
	const what = [
		`Linux ${artifacts.kernel.release}`,
		`br_netfilter ${brNetfilter}`,
		guest,
		cmdline,
		modules,
		earlier,
	]
		.filter((part) => part !== undefined)
		.join(', ')
	return snapshotEntry(of, {
		inputs: await baseInputs(cell, artifacts, spec, snapshotsOf(place)),
		what,
		make: (into) =>
			phase('boot', async () => {
				log(`Booting ${what}, to take a snapshot for every cell that needs it`)
				await captureBooted(of, { ...spec, record: into })
				// A snapshot that does not restore is none.
				const vm = await place.driver.start({ ...spec, restore: into }, { signal })
				await vm.stop()
			}),
	})
}

async function captureBooted({ place, signal }: SnapshotCell, spec: VmSpec): Promise<void> {
	const vm = await place.driver.start(spec, { signal })
	try {
		await vm.guest.check(guestCommands.waitReady(), { signal, deadline: READY_DEADLINE })
		await snapshotsOf(place).capture(vm, { signal })
	} finally {
		await vm.stop()
	}
}

/** Milliseconds for the user's systemd to come up after sshd. */
const READY_DEADLINE = 120_000

async function snapshotEntry(
	of: SnapshotCell,
	snapshot: {
		readonly inputs: SnapshotInputs
		readonly what: string
		readonly make: (into: string) => Promise<void>
	},
): Promise<string> {
	const { signal, log } = of
	const { cache } = of.snapshots
	const { inputs, what, make } = snapshot
	await removeOld(of.snapshots, inputs, signal)
	const made = cache.entry({
		...entryOf(inputs, snapshotsOf(of.place)),
		signal,
		onDamage: (damage, quarantined) => log(damagedNote(what, damage, quarantined)),
		build: async (into) => {
			const trouble = await makeRoom(of)
			if (trouble !== undefined) {
				log(`Cells boot without a snapshot where they have none yet, since ${trouble}.`)
				throw new NoSnapshot()
			}
			const changed = await whatChanged(join(cache.root, KIND), inputs)
			if (changed) log(`The snapshot of ${what} is taken anew: changed since are ${changed.join(', ')}.`)
			// Whoever reads the memory of a guest has its keys.
			await chmod(into, 0o700)
			await make(into)
			await writeTaken(into)
		},
	})
	// A disk that is full meanwhile is this machine's trouble: nothing of the cell is not available.
	return made.catch((error: unknown) => {
		throw troubleOf(error)
	})
}
