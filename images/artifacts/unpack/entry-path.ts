import { ArtifactFault } from '../fault.ts'

const escapes = (entry: string, why: string) =>
	new ArtifactFault('unsafe-entry', `The entry ${JSON.stringify(entry)} ${why}.`, {
		hint: 'No honest archive has such an entry: do not use it, and tell whoever serves it.',
	})

/**
 * The components of an entry's name below the target; none for the target itself.
 * @throws ArtifactFault for a name that is absolute or climbs.
 */
export function entryComponents(name: string): string[] {
	if (name.includes('\0')) throw escapes(name, 'has a NUL byte in its name')
	if (name.startsWith('/')) throw escapes(name, 'has an absolute name')
	const components = name.split('/').filter((component) => component !== '' && component !== '.')
	if (components.includes('..')) throw escapes(name, 'climbs out of the directory with ".."')
	return components
}

/**
 * Checks the target of a symbolic link by its words alone; where it leads through other links is looked at
 * when everything is there.
 */
export function assertLinkStaysInside(name: string, target: string): void {
	if (target === '' || target.includes('\0')) throw escapes(name, 'links to nothing')
	if (target.startsWith('/')) throw escapes(name, `links to the absolute path ${JSON.stringify(target)}`)
	let depth = entryComponents(name).length - 1
	for (const component of target.split('/')) {
		if (component === '..') depth--
		else if (component !== '' && component !== '.') depth++
		if (depth < 0) throw leavesByLink(name, target)
	}
}

export const leavesByLink = (name: string, target: string) =>
	escapes(name, `links out of the directory, to ${JSON.stringify(target)}`)

export const leadsNowhere = (name: string, target: string) =>
	escapes(name, `links to ${JSON.stringify(target)}, which the archive does not have`)

export const throughLink = (name: string, parent: string) =>
	escapes(name, `goes through ${JSON.stringify(parent)}, which is no directory`)

export const twice = (name: string) => escapes(name, 'is there twice')

export const ofKind = (name: string, kind: string) => escapes(name, `is a ${kind}`)

export const tooLarge = (what: string) =>
	new ArtifactFault('too-large', `It has ${what}.`, {
		hint: 'This is not what its name says, or it is meant to fill the disk.',
	})

/** An absolute link of a root file system, as a relative one below wherever that root lies. */
export function belowRoot(name: string, target: string): string {
	if (!target.startsWith('/')) return target
	const up = '../'.repeat(Math.max(0, entryComponents(name).length - 1))
	return `${up}${entryComponents(target.replace(/^\/+/, '')).join('/')}` || '.'
}
