import { describe, expect, it } from 'vitest';
import { DomainSnapshotError, parseDomainSnapshot, type XmlLimits } from '../../shared/domainsnapshot.ts';

function refusalOf(xml: string, limits?: Partial<XmlLimits>): DomainSnapshotError {
  try {
    parseDomainSnapshot(xml, limits);
  } catch (error) {
    if (error instanceof DomainSnapshotError) return error;
    throw error;
  }
  throw new Error(`This was taken: ${xml.slice(0, 200)}`);
}

function expectRefusal(xml: string, place: string | null, reason: RegExp): void {
  const refusal = refusalOf(xml);
  expect(refusal.reason).toMatch(reason);
  expect(refusal.line === null ? null : `${refusal.line}:${refusal.column}`).toBe(place);
  expect(refusal.message).toContain(refusal.reason);
}

/** A document whose third line is `line`. */
function around(line: string): string {
  return `<domainsnapshot>\r\n<name>a</name>\n${line}\n</domainsnapshot>`;
}

describe('what could be an attack', () => {
  const root = '\n<domainsnapshot><name>&a;</name></domainsnapshot>';
  it.each<[string, string, string, RegExp]>([
    ['a document type', `<!DOCTYPE domainsnapshot>${root}`, '1:1', /document type/],
    [
      'a document type after a declaration',
      `<?xml version="1.0"?>\n <!DOCTYPE a []>${root}`,
      '2:2',
      /document type/,
    ],
    ['an external document type', `<!DOCTYPE a SYSTEM "file:///etc/passwd">${root}`, '1:1', /document type/],
    [
      'entities that grow',
      `<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>${root}`,
      '1:1',
      /document type/,
    ],
    ['an entity declared in the text', around('<!ENTITY a "b">'), '3:1', /declares an entity/],
    ['another declaration', around('<!ELEMENT a ANY>'), '3:1', /declaration/],
    ['an undefined entity', around('<state>&running;</state>'), '3:8', /entity &running; is not one of/],
    ['an HTML entity', around('<description>a&nbsp;b</description>'), '3:15', /entity &nbsp;/],
    ['an entity in an attribute', around('<blockdev device="&a;">/a</blockdev>'), '3:19', /entity &a;/],
    ['an entity in a cookie', around('<cookie><a>&b;</a></cookie>'), '3:12', /entity &b;/],
    ['a processing instruction', around('<?php echo 1 ?>'), '3:1', /processing instruction/],
    ['a key of every object', around('<cookie><__proto__/></cookie>'), '3:9', /name __proto__/],
    ['a key of every object as attribute', around('<cookie constructor="a"/>'), '3:8', /name constructor/],
  ])('%s', (_title, xml, place, reason) => expectRefusal(xml, place, reason));
});

describe('what is not well-formed', () => {
  it.each<[string, string, string | null, RegExp]>([
    ['nothing', '', '1:1', /start tag/i],
    ['blanks', ' \n ', '1:1', /start tag/i],
    ['text alone', 'hello', '1:1', /text outside/],
    [
      'elements that cross',
      '<domainsnapshot><name>a<b></name></b></domainsnapshot>',
      '1:27',
      /closing tag 'b'/,
    ],
    ['an element that is not closed', '<domainsnapshot>\n<name>a</name>', '1:1', /unclosed tag/i],
    ['a tag that is not closed', '<domainsnapshot>\n<name', '2:1', /tag <name> is broken/],
    ['a closing tag alone', '</domainsnapshot>', '1:1', /not been opened/],
    ['two roots', '<domainsnapshot><name>a</name></domainsnapshot>\n<a/>', '2:1', /more than one root/],
    ['an empty root and another', '<domainsnapshot/><a></a>', '1:18', /more than one root/],
    ['text behind the root', '<domainsnapshot/>\n x', '2:2', /text outside/],
    ['CDATA behind the root', '<domainsnapshot/>\n<![CDATA[x]]>', '2:1', /text outside/],
    ['an attribute without quotes', around('<cookie a=b/>'), '3:1', /tag <cookie> is broken/],
    ['an attribute without a value', around('<cookie a/>'), '3:1', /tag <cookie> is broken/],
    ['an attribute twice', around('<cookie a="1" a="2"/>'), '3:15', /'a' is repeated/],
    ['attributes without a space', around('<cookie a="1"b="2"/>'), '3:1', /tag <cookie> is broken/],
    ['an open quote', around('<cookie a="1/>'), '3:8', /value of the attribute a is not closed/],
    ['a “<” in an attribute', around('<cookie a="1<2"/>'), '3:13', /holds “<”/],
    ['a “<” in text', around('<description>1 < 2</description>'), '3:16', /does not begin a tag/],
    ['an “&” in text', around('<description>a & b</description>'), '3:16', /does not begin a reference/],
    ['an “&” before a reference', around('<description>&&amp;</description>'), '3:14', /does not begin/],
    ['a “]]>” in text', around('<description>]]></description>'), '3:14', /Text holds “]]>”/],
    ['a name that is none', around('<1a/>'), '3:4', /invalid name/],
    ['a comment with --', around('<!-- a -- b -->'), '3:1', /comment holds “--”/],
    ['a comment that is not closed', around('<!-- a'), '3:1', /comment is not closed/],
    [
      'CDATA that is not closed',
      around('<description><![CDATA[a</description>'),
      '3:14',
      /CDATA section is not/,
    ],
    ['a reference to NUL', around('<description>&#0;</description>'), '3:14', /&#0; stands for a character/],
    ['a reference to a surrogate', around('<description>&#xD800;</description>'), '3:14', /&#xD800; stands/],
    [
      'a reference beyond Unicode',
      around('<description>&#x110000;</description>'),
      '3:14',
      /&#x110000; stands/,
    ],
    [
      'a reference without a number',
      around('<description>&#x;</description>'),
      '3:14',
      /&#x; does not stand/,
    ],
    ['a control character', around('<description>a\u0001</description>'), '3:15', /U\+0001 is not allowed/],
    ['a lone surrogate', around('<description>\udc00</description>'), '3:14', /U\+DC00 is not allowed/],
    ['a late XML declaration', ` <?xml version="1.0"?><domainsnapshot/>`, '1:2', /processing instruction/],
    ['XML 1.1', `<?xml version="1.1"?><domainsnapshot/>`, '1:1', /version other than 1\.0/],
  ])('%s', (_title, xml, place, reason) => expectRefusal(xml, place, reason));
});

describe('what is not a snapshot', () => {
  it.each<[string, string, string, RegExp]>([
    ['another root', '<domaincheckpoint><name>a</name></domaincheckpoint>', '1:1', /not a <domainsnapshot>/],
    ['no name', '<domainsnapshot>\n</domainsnapshot>', '1:1', /has no <name>/],
    ['an empty name', '<domainsnapshot>\n<name/></domainsnapshot>', '2:1', /name is empty/],
    ['two names', around('<name>b</name>'), '3:1', /more than one <name>/],
    [
      'a name of two lines',
      '<domainsnapshot>\n <name>a\nb</name></domainsnapshot>',
      '2:2',
      /control character/,
    ],
    ['a name with DEL', '<domainsnapshot><name>a\u007f</name></domainsnapshot>', '1:17', /control character/],
    [
      'a name with elements',
      '<domainsnapshot><name><b>a</b></name></domainsnapshot>',
      '1:17',
      /may hold text only/,
    ],
    ['text between elements', around('stray'), '1:1', /text directly in <domainsnapshot>/],
    ['an unknown state', around('<state>RESTING</state>'), '3:1', /“RESTING” is not a state/],
    ['a state of mixed case', around('<state>Running</state>'), '3:1', /“Running” is not a state/],
    ['an empty state', around('<state/>'), '3:1', /“” is not a state/],
    ['two states', around('<state>running</state><state>RUNNING</state>'), '3:23', /more than one <state>/],
    [
      'a creationTime of words',
      around('<creationTime>today</creationTime>'),
      '3:1',
      /not a whole number of seconds/,
    ],
    [
      'a creationTime with a fraction',
      around('<creationTime>1.5</creationTime>'),
      '3:1',
      /not a whole number/,
    ],
    [
      'an endless creationTime',
      around('<creationTime>9999999999999999</creationTime>'),
      '3:1',
      /out of range/,
    ],
    [
      'a creationdate of words',
      around('<creationdate>today</creationdate>'),
      '3:1',
      /neither an ISO 8601 date/,
    ],
    [
      '30 February',
      around('<creationdate>2026-02-30T00:00:00Z</creationdate>'),
      '3:1',
      /day that does not exist/,
    ],
    ['hour 24', around('<creationdate>2026-02-03T24:00:00Z</creationdate>'), '3:1', /neither an ISO 8601/],
    [
      'two moments',
      around('<creationdate>1970-01-01T00:00:01Z</creationdate><creationTime>2</creationTime>'),
      '3:50',
      /different moments/,
    ],
    ['a UUID that is none', around('<domain><uuid>XXXXX-XXXX</uuid></domain>'), '3:9', /is not a UUID/],
    ['two UUIDs', around('<domain><uuid/><uuid/></domain>'), '3:16', /more than one <uuid>/],
    ['a parent without a name', around('<parent/>'), '3:1', /<parent> has no <name>/],
    [
      'a parent with two',
      around('<parent><name>a</name><name>b</name></parent>'),
      '3:23',
      /more than one <name> in/,
    ],
    [
      'a parent with an empty name',
      around('<parent><name></name></parent>'),
      '3:9',
      /parent’s name is empty/,
    ],
    [
      'an unknown kind of memory',
      around('<memory snapshot="manual"/>'),
      '3:1',
      /none of no, internal, external/,
    ],
    ['external memory without a file', around('<memory snapshot="external"/>'), '3:1', /no absolute path/],
    ['internal memory with a file', around('<memory snapshot="internal" file="/m"/>'), '3:1', /has a file/],
    ['a disk without a name', around('<disks>\n<disk snapshot="no"/></disks>'), '4:1', /<disk> has no name/],
    [
      'an unknown kind of disk',
      around('<disks><disk name="a" snapshot="x"/></disks>'),
      '3:8',
      /none of no, internal/,
    ],
    ['active that is neither 0 nor 1', around('<active>yes</active>'), '3:1', /neither “0” nor “1”/],
    ['a drive without a path', around('<blockdev device="a"/>'), '3:1', /names no path/],
    [
      'a drive of half a byte',
      around('<blockdev virtual-size="0.5">/a</blockdev>'),
      '3:1',
      /not a whole number/,
    ],
    [
      'a drive beyond 2^53',
      around('<blockdev virtual-size="9007199254740993">/a</blockdev>'),
      '3:1',
      /2\^53/,
    ],
    [
      'a drive with a state that may be',
      around('<blockdev vmstate="1">/a</blockdev>'),
      '3:1',
      /“no” nor “yes”/,
    ],
  ])('%s', (_title, xml, place, reason) => expectRefusal(xml, place, reason));

  const notes = (line: string) => around(`<s:notes xmlns:s="urn:snapgrove:1">\n${line}\n</s:notes>`);
  it.each<[string, string, string, RegExp]>([
    [
      'a picture that is a path',
      notes('<s:screenshot sha256="../a" width="1" height="1"/>'),
      '4:1',
      /name a picture/,
    ],
    [
      'a picture without width',
      notes(`<s:screenshot sha256="${'0'.repeat(64)}" height="1"/>`),
      '4:1',
      /width is not/,
    ],
    ['an unknown origin', notes('<s:origin>moon</s:origin>'), '4:1', /neither snapgrove nor elsewhere/],
    ['two pins', notes('<s:pinned>no</s:pinned><s:pinned>no</s:pinned>'), '4:24', /more than one <s:pinned>/],
    ['an empty label', notes('<s:label/>'), '4:1', /label is empty/],
    [
      'a device that is none',
      notes('<s:devices><s:drive/></s:devices>'),
      '4:12',
      /<s:drive> is not a device/,
    ],
    [
      'notes twice',
      notes('</s:notes><s:notes xmlns:s="urn:snapgrove:1">'),
      '4:11',
      /more than one <s:notes>/,
    ],
  ])('notes: %s', (_title, xml, place, reason) => expectRefusal(xml, place, reason));
});

describe('limits', () => {
  const document = (inner: string) => `<domainsnapshot><name>a</name>${inner}</domainsnapshot>`;

  it('takes 4 MiB of UTF-8 and not a byte more', () => {
    const frame = document('<description></description>').length;
    for (const [character, bytes] of [
      ['x', 1],
      ['é', 2],
      ['日', 3],
      ['😀', 4],
    ] as const) {
      const fitting = Math.floor((4 * 1024 * 1024 - frame) / bytes);
      const text = character.repeat(fitting) + ' '.repeat(4 * 1024 * 1024 - frame - fitting * bytes);
      expect(parseDomainSnapshot(document(`<description>${text}</description>`)).description).toBe(text);
      expect(refusalOf(document(`<description>${text} </description>`))).toMatchObject({
        reason: 'The document is larger than 4194304 bytes.',
        line: null,
      });
    }
  });

  it('takes a depth of 64 and no more', () => {
    const nest = (depth: number) => `<cookie>${'<a>'.repeat(depth - 2)}${'</a>'.repeat(depth - 2)}</cookie>`;
    expect(parseDomainSnapshot(document(nest(64))).cookieXml).toBe(nest(64));
    expect(refusalOf(document(nest(65)))).toMatchObject({
      reason: 'Elements are nested more than 64 deep.',
      line: 1,
      column: document('').indexOf('</domainsnapshot>') + '<cookie>'.length + 62 * '<a>'.length + 1,
    });
    expect(refusalOf(document(nest(65).replace('<a></a>', '<a/>'))).reason).toMatch(/nested more than 64/);
  });

  it('takes 100,000 elements and attributes and no more', () => {
    expect(parseDomainSnapshot(document('<x y=""/>'.repeat(49_999))).kept.elements).toHaveLength(49_999);
    expect(refusalOf(document('<x y=""/>'.repeat(50_000))).reason).toMatch(/more than 100000 elements/);
  });

  it('can be set tighter', () => {
    expect(refusalOf(document(''), { maxBytes: 10 }).reason).toMatch(/larger than 10 bytes/);
    expect(refusalOf(document(''), { maxDepth: 1 }).reason).toMatch(/more than 1 deep/);
  });

  it('never quotes a name at length', () => {
    expect(refusalOf(`<${'a'.repeat(1_000_000)}/>`).message.length).toBeLessThan(400);
    expect(refusalOf(`<domainsnapshot><${'a'.repeat(1_000_000)}>`).message.length).toBeLessThan(400);
  });
});
