import { HarnessError } from '#results'

/**
 * Debian's own grammar (policy 5.6.1 and 5.6.12). What follows it is never an option, a path or more than one word,
 * so it may become an argument and a part of a file's name.
 */
const packageName = /^[a-z0-9][a-z0-9+.-]+$/
const packageVersion = /^(?:\d+:)?\d[A-Za-z0-9.+~-]*$/
/** A suite or codename of an archive: `trixie-backports`, `sid`, `stable/updates`. */
const suiteName = /^[a-z0-9][a-z0-9.+-]*(?:\/[a-z0-9][a-z0-9.+-]*)?$/

/** The longest that dpkg and the file systems below a cache take. */
const MAX_LENGTH = 150

const fits = (pattern: RegExp) => (text: string) => text.length <= MAX_LENGTH && pattern.test(text)

export const isPackageName = fits(packageName)
export const isPackageVersion = fits(packageVersion)
export const isSuiteName = fits(suiteName)

/** A version of a package, and the suite that has it. */
export interface PackageVersion {
	readonly name: string
	readonly version: string
	/** `trixie`, `sid` … */
	readonly suite: string
}

/**
 * The last look before a name becomes an argument or a path, whoever it comes from: the lock file is checked with its
 * place when it is read, but apt's own lists are data of a server too.
 * @throws HarnessError: corruption or tampering, not absence.
 */
export function assertPackage({ name, version }: { readonly name: string; readonly version: string }): void {
	assertPackageName(name)
	if (!isPackageVersion(version))
		throw new HarnessError('artifact', `${JSON.stringify(version)} is no version of a Debian package.`, {
			hint: `It was given for ${name}. Find out where it comes from.`,
		})
}

/** @throws HarnessError for what is no name of a Debian package. */
export function assertPackageName(name: string): void {
	if (!isPackageName(name))
		throw new HarnessError('artifact', `${JSON.stringify(name)} is no name of a Debian package.`, {
			hint: 'A name has lower-case letters, digits and "+.-", and begins with a letter or a digit.',
		})
}
