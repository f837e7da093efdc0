import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { configVariable } from '#results/plugins'
import { type Builder, builders } from './builders.ts'
import { type Built, builtHash, installedVersion } from './built.ts'
import { hashCode } from './code.ts'
import { pluginCode } from './plugin-code.ts'
import { hashSources } from './sources.ts'

/** The clone, or `dist/` of an install. */
const root = join(import.meta.dirname, '../..')

/** What boots a VM, and the scripts that run in it. The base image has a key of its own. */
const bootFolders = ['vm', 'harness/run', 'images/guest', 'images/probe']

/** What starts the shared containers: the child process of the suites imports it by itself. */
const fixturesEntry = 'suites/fixtures/prepare.ts'

type Part = 'sources' | 'bootCode' | 'installCode'

const ofClone: Record<Part, () => Promise<string>> = {
	sources: () => hashSources({ root }),
	bootCode: () => hashSources({ root, folders: bootFolders }),
	installCode: () => hashCode({ root, folders: bootFolders, entry: fixturesEntry }),
}

const ofProduct = async (part: Part): Promise<string> =>
	(await builtHash(root, (built) => built[part])) ?? ofClone[part]()

/** With plug-ins it is another harness: their checks run in it, and what they bring is booted and installed. */
async function withPlugins(part: Part): Promise<string> {
	const config = process.env[configVariable]
	const product = await ofProduct(part)
	if (!config) return product
	const both = `${product}\n${await pluginCode(config)}`
	return createHash('sha256').update(both).digest('hex').slice(0, 16)
}

const computed = new Map<Part, Promise<string>>()

function once(part: Part): Promise<string> {
	const known = computed.get(part) ?? withPlugins(part)
	computed.set(part, known)
	return known
}

/** Hash over the harness that runs, plug-ins included, computed once: what it has loaded does not change under it. */
export const ownSources = (): Promise<string> => once('sources')

/** Hash over all code that has run before the snapshot of a booted VM is taken. */
export const bootCode = (): Promise<string> => once('bootCode')

/** Hash over all code that has run before the snapshot of a VM with its daemon up and its fixtures started is taken. */
export const installCode = (): Promise<string> => once('installCode')

const computedBuilders = new Map<Builder, Promise<string>>()

/**
 * Hash over the code that makes entries of the cache of one kind, which belongs to their keys. Computed once, in some 10 ms for each.
 * What plug-ins bring has no part in it.
 */
export function builderCode(builder: Builder): Promise<string> {
	const known = computedBuilders.get(builder) ?? ofBuilder(builder)
	computedBuilders.set(builder, known)
	return known
}

const ofBuilder = async (builder: Builder): Promise<string> =>
	(await builtHash(root, (built) => built.builders[builder])) ??
	hashSources({ root, folders: builders[builder], manifests: [] })

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
		sources: await ofProduct('sources'),
		bootCode: await ofProduct('bootCode'),
		installCode: await ofProduct('installCode'),
		builders: Object.fromEntries(
			await Promise.all(
				(Object.keys(builders) as Builder[]).map(async (name) => [name, await ofBuilder(name)] as const),
			),
		),
		packages,
	}
}
