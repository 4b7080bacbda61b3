import { describe, expect, it } from 'vitest';
import { reachedFor } from '../../../shared/artefacts/chat-template.ts';

describe('a chat template', () => {
  it.each([
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}",
    "{%- if messages[0]['role'] == 'system' %}{%- set system = messages[0].content | trim %}{%- set messages = messages[1:] %}{%- endif %}",
    "{{- '\\n' + (tool | tojson(indent=4)) }}{{ strftime_now('%d %b %Y') }}{{ raise_exception('Roles must alternate') }}",
    '{%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}',
    "{% set content = message.content.split('</think>')[-1].lstrip('\\n') %}{{ tool.name + '_' + loop.index0|string }}",
    '{%- macro call(tools) %}You may import packages from the list; call one per line.{%- endmacro %}{{ call(tools) }}',
    "{{ messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | join('\\n') }}",
  ])('that fills in values reaches for nothing: %s', (template) => {
    expect(reachedFor(template)).toBeUndefined();
  });

  it.each([
    '{{ x.__class__.__mro__ }}',
    "{{ ''|attr('x') }}",
    "{{ x['\\x5f\\x5fclass\\x5f\\x5f'] }}",
    "{{ x['_' ~ '_class_' ~ '_'] }}",
    "{{ x['_'*2 + 'class' + 2*'_'] }}",
    '{{ (x for x in y).gi_frame.f_back }}',
    '{{ x.func_globals }}',
    '{{ lipsum }}',
    "{% include 'other' %}",
    "{%- from 'other' import x %}",
    "{{ '%c%c' | format(95, 95) }}",
    '{{ "{0.a}".format_map(x) }}',
  ])('that reaches behind its values is told with what it reaches for: %s', (template) => {
    expect(reachedFor(template)).toEqual(expect.any(String));
  });
});
