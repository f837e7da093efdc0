import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Built, builtHash, installedVersion } from './built.ts'
import { hashCode } from './code.ts'
import { hashSources } from './sources.ts'

/** The clone, or `dist/` of an install. */
const root = join(import.meta.dirname, '../..')

/** What boots a VM, and the scripts that run in it. The base image has a key of its own. */
const bootFolders = ['vm', 'harness/run', 'images/guest', 'images/probe']

/** What starts the shared containers: the child process of the suites imports it by itself. */
const fixturesEntry = 'suites/fixtures/prepare.ts'

let sources: Promise<string> | undefined
let boot: Promise<string> | undefined
let install: Promise<string> | undefined

/** Hash over the harness that runs, computed once: what it has loaded does not change under it. */
export const ownSources = (): Promise<string> => (sources ??= ownHash('sources', () => hashSources({ root })))

/** Hash over all code that has run before the snapshot of a booted VM is taken. */
export const bootCode = (): Promise<string> =>
	(boot ??= ownHash('bootCode', () => hashSources({ root, folders: bootFolders })))

/** Hash over all code that has run before the snapshot of a VM with its daemon up and its fixtures started is taken. */
export const installCode = (): Promise<string> =>
	(install ??= ownHash('installCode', () => hashCode({ root, folders: bootFolders, entry: fixturesEntry })))

const ownHash = async (
	name: 'sources' | 'bootCode' | 'installCode',
	ofSources: () => Promise<string>,
): Promise<string> => (await builtHash(root, name)) ?? ofSources()

/** For the build, which runs in a clone: what the install is to say of these sources. */
export async function describeSources(): Promise<Built> {
	const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
		readonly dependencies: Readonly<Record<string, string>>
	}
	const packages: Record<string, string> = {}
	for (const name of Object.keys(manifest.dependencies)) {
		const version = await installedVersion(root, name)
		if (version === undefined) throw new Error(`${name} is not installed. Run \`npm ci\`.`)
		packages[name] = version
	}
	return {
		sources: await ownSources(),
		bootCode: await bootCode(),
		installCode: await installCode(),
		packages,
	}
}
