import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { ArtifactFault } from '../fault.ts'
import { assertFragment, mergeFragments, unmetOptions, unmetWords } from './fragment.ts'
import type { BuiltWithout } from './without.ts'

/** A fragment of one's own, as it was read. */
export interface OwnFragment {
	readonly path: string
	readonly text: string
	readonly sha256: string
}

/** What a kernel is configured with. */
export interface KernelConfigText {
	/** All that is asked for, one fragment. */
	readonly text: string
	/** What it was put together from: `base.config`, `no-ipv6.config`. */
	readonly names: readonly string[]
}

const textOf = (name: string): Promise<string> =>
	readFile(fileURLToPath(new URL(`configs/${name}`, import.meta.url)), 'utf8')

/** A release may have 64 characters, and begins with the kernel's version. */
const maxName = 48

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8)

/** What stands behind the version in the kernel's release: `-no-ipv6-no-veth`. */
function localVersion(without: readonly BuiltWithout[], own: OwnFragment | undefined): string {
	const names = without.map((name) => `-no-${name}`).join('')
	const name = `${names || '-built'}${own === undefined ? '' : `-own-${own.sha256.slice(0, 8)}`}`
	return name.length <= maxName ? name : `-built-${digest(name)}`
}

/**
 * The base, what is to be left out of it, and a fragment of one's own over both.
 * @throws ArtifactFault for a fragment with a line that is none, and for one that asks for what is to be left out.
 */
export async function kernelConfig(
	without: readonly BuiltWithout[],
	own?: OwnFragment,
): Promise<KernelConfigText> {
	const names = ['base.config', ...without.map((name) => `no-${name}.config`)]
	const [base = '', ...left] = await Promise.all(names.map(textOf))
	if (own !== undefined) assertFragment(own.path, own.text)
	const name = `CONFIG_LOCALVERSION="${localVersion(without, own)}"`
	const text = mergeFragments([base, ...left, name, ...(own === undefined ? [] : [own.text])])
	const unmet = left.flatMap((fragment) => unmetOptions(fragment, text))
	if (own !== undefined && unmet.length > 0)
		throw new ArtifactFault(
			'bad-fragment',
			`${own.path} does not go with no-${without.join(', no-')}: ${unmetWords(unmet)}.`,
			{ hint: 'Take the lines out of the fragment, or choose a kernel that has these options.' },
		)
	return { text, names }
}
