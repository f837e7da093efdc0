import { expect, test } from 'vitest'
import { aptReason } from './apt-words.ts'
import { consequenceOf } from '../fault.ts'

const deb = 'http://127.0.0.1:1234/pool/hello-x_1.0_amd64.deb'
const inRelease = 'http://127.0.0.1:1234/dists/s/InRelease'
const some = 'E: Some index files failed to download. They have been ignored, or old ones used instead.'

/** What apt 2.6 and 3.0 print, word for word; provoked with a repository on loopback. */
const absent = [
	['404', `E: Failed to fetch ${deb}  404  Not Found [IP: 127.0.0.1 1234]`, 'not-found'],
	[
		'404 of a package whose name is a word for what is wrong',
		'E: Failed to fetch http://tls.example/pool/c/ca-certificates/ca-certificates_20250419_all.deb  404  Not Found [IP: ::1 1]',
		'not-found',
	],
	[
		'no such version of such a package',
		"E: Version '9' for 'ca-certificates' was not found\nE: Unable to locate package golang-x-handshake-dev",
		'not-found',
	],
	[
		'no suite on a host whose name is one',
		"E: The repository 'http://gpg/BADSIG s Release' does not have a Release file.",
		'not-found',
	],
	['no such version', "E: Version '9' for 'hello-x' was not found", 'not-found'],
	['no such package', 'E: Unable to locate package nosuch', 'not-found'],
	[
		'no such package, in all the words for it',
		"E: Unable to locate package x-6.12\nE: Couldn't find any package by glob 'x-6.12'\nE: Couldn't find any package by regex 'x-6.12'",
		'not-found',
	],
	['no such suite', "E: The repository 'http://m s Release' does not have a Release file.", 'not-found'],
	[
		'a suite that is gone',
		"E: The repository 'http://m s Release' no longer has a Release file.",
		'not-found',
	],
	['403', `E: Failed to fetch ${deb}  403  Forbidden [IP: 127.0.0.1 1234]`, 'forbidden'],
	['401', `E: Failed to fetch ${deb}  401  Unauthorized [IP: 127.0.0.1 1234]`, 'forbidden'],
	[
		'403 of a list',
		`E: Failed to fetch ${inRelease}  403  Forbidden [IP: ::1 1]\nE: The repository 'http://m s InRelease' is not signed.`,
		'forbidden',
	],
	['500', `E: Failed to fetch ${inRelease}  500  Internal Server Error [IP: ::1 1]\n${some}`, 'server-error'],
	['503', `E: Failed to fetch ${deb}  503  Service Unavailable [IP: 127.0.0.1 1234]`, 'server-error'],
	['DNS', `E: Failed to fetch http://x.invalid/d  Could not resolve 'x.invalid'\n${some}`, 'unreachable'],
	[
		'refused',
		`E: Failed to fetch ${inRelease}  Could not connect to 127.0.0.1:1 (127.0.0.1). - connect (111: Connection refused)\n${some}`,
		'unreachable',
	],
	[
		'time-out',
		`E: Failed to fetch ${inRelease}  Could not connect to m:80 (192.0.2.1), connection timed out\n${some}`,
		'unreachable',
	],
	['reset', `E: Failed to fetch ${deb}  Connection failed [IP: 127.0.0.1 1234]`, 'unreachable'],
	[
		'with mmdebstrap’s further words',
		`E: Failed to fetch ${inRelease}  Could not resolve 'm'\n${some}\nE: setup failed: E: apt-get update --error-on=any failed: process exited with 100\nE: mmdebstrap failed to run`,
		'unreachable',
	],
] as const

const wrong = [
	['altered', `E: Failed to fetch ${deb}  Hash Sum mismatch\n   Hashes of expected file:`, 'wrong-sum'],
	[
		'another size, a web page, a cut-off',
		`E: Failed to fetch ${deb}  File has unexpected size (19 != 640). Mirror sync in progress? [IP: ::1 1]`,
		'wrong-sum',
	],
	[
		'no strong sum',
		`E: Failed to fetch ${deb}  Insufficient information available to perform this download securely`,
		'wrong-sum',
	],
	['unauthenticated', 'E: Some packages could not be authenticated', 'unauthenticated'],
	['unsigned', "E: The repository 'http://m s Release' is not signed.", 'unauthenticated'],
	[
		'no key',
		"W: GPG error: http://m s InRelease: The following signatures couldn't be verified because the public key is not available: NO_PUBKEY 92\nE: The repository 'http://m s InRelease' is not signed.",
		'unauthenticated',
	],
	[
		'a bad signature',
		"W: GPG error: http://m s InRelease: The following signatures were invalid: BADSIG 92 t@t\nE: The repository 'http://m s InRelease' is not signed.",
		'unauthenticated',
	],
	[
		'a log-in page',
		`E: Failed to fetch ${inRelease}  Clearsigned file isn't valid, got 'NOSPLIT' (does the network require authentication?)\nE: The repository 'http://m s InRelease' is not signed.`,
		'html-page',
	],
	[
		'an old list played back',
		`E: Release file for ${inRelease} is expired (invalid since 1060d 11h 24min 30s). Updates for this repository will not be applied.`,
		'unauthenticated',
	],
	[
		'another suite',
		"E: Repository 'http://m s InRelease' changed its 'Codename' value from 's' to 'other'",
		'unauthenticated',
	],
	[
		'no TLS',
		`E: Failed to fetch https://m/InRelease  Could not handshake: An unexpected TLS packet was received. [IP: ::1 1]\n${some}`,
		'unauthenticated',
	],
	[
		'a certificate of nobody that is trusted (apt 2.6)',
		`E: Failed to fetch https://m/InRelease  Certificate verification failed: The certificate is NOT trusted. The certificate issuer is unknown.  Could not handshake: Error in the certificate verification. [IP: ::1 1]\n${some}`,
		'unauthenticated',
	],
	[
		'a certificate of nobody that is trusted (apt 3.0)',
		`E: Failed to fetch https://m/InRelease  SSL connection failed: error:0A000086:SSL routines::certificate verify failed / Success [IP: ::1 1]\n${some}`,
		'unauthenticated',
	],
	[
		'certificates that cannot be read',
		`E: Failed to fetch https://m/InRelease  Could not load certificates from /etc/ssl/mine.pem (CaInfo option): Error while reading file. [IP: ::1 1]\n${some}`,
		'unauthenticated',
	],
	['a full disk', 'E: Write error - write (28: No space left on device)', 'disk-full'],
	[
		'one missing and one altered',
		`E: Failed to fetch ${deb}  404  Not Found [IP: ::1 1]\nE: Failed to fetch ${deb}  Hash Sum mismatch`,
		'wrong-sum',
	],
] as const

test.each(absent)('%s is not available', (_, output, reason) => {
	expect(aptReason(output)).toBe(reason)
	expect(consequenceOf(reason)).toBe('unavailable')
})

test.each(wrong)('%s is an error', (_, output, reason) => {
	expect(aptReason(output)).toBe(reason)
	expect(consequenceOf(reason)).not.toBe('unavailable')
})

test('words that nobody knows, alone or beside known ones, are no absence', () => {
	expect(aptReason('E: The sky is falling')).toBeUndefined()
	expect(aptReason(`E: The sky is falling\nE: Unable to locate package nosuch`)).toBeUndefined()
	expect(aptReason('Reading package lists...')).toBeUndefined()
})
