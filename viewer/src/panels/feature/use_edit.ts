import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { fetchVersion, Outdated, patchFeature, type Version } from "../../api/editing";
import { type FeatureRef, itemKey } from "../../api/items";
import { changeDraft, clashes, type Draft, keepDraft, readDraft } from "./drafts";

export interface Edit {
  /** The version that is written over; undefined until it is there. */
  version: Version | undefined;
  draft: Draft;
  /** Whether the draft was left from an earlier visit. */
  found: boolean;
  /** What stands now, where somebody else wrote in between. */
  conflict: { present: Version | null; fields: readonly string[] } | null;
  error: Error | null;
  saving: boolean;
  saved: boolean;
  change: (name: string, value: unknown) => void;
  save: (token: string) => void;
  discard: () => void;
  /** Goes on over what stands now, without what was typed in these fields. */
  settle: (theirs: readonly string[]) => void;
  retry: () => void;
}

const emptyDraft = (etag: string): Draft => ({ etag, before: {}, values: {} });

/** Editing one feature: what is typed is kept in the browser until the server has it. */
export function useEdit(ref: FeatureRef): Edit {
  const client = useQueryClient();
  const [draft, setDraft] = useState<Draft | null>(() => readDraft(ref));
  const [found] = useState(draft !== null);
  const start = useQuery({
    queryKey: ["edit", ref.layer, ref.id],
    queryFn: () => fetchVersion(ref),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: 1,
  });
  const version = start.data;
  const put = (next: Draft | null) => {
    keepDraft(ref, next);
    setDraft(next);
  };
  const writing = useMutation({
    mutationFn: ({ token, sent }: { token: string; sent: Draft }) =>
      patchFeature(ref, sent.values, { token, etag: sent.etag }),
    onSuccess: (written) => {
      put(null);
      client.setQueryData(["edit", ref.layer, ref.id], written);
      void client.invalidateQueries({ queryKey: itemKey(ref.layer, ref.id) });
    },
  });
  const { error } = writing;
  const known = draft ?? emptyDraft(version?.etag ?? "*");
  const present = error instanceof Outdated ? error.present : null;
  const settle = (theirs: readonly string[]) => {
    if (!present) return;
    const stands = present.feature.properties ?? {};
    const mine = Object.entries(known.values).filter(([name]) => !theirs.includes(name));
    put(
      mine.reduce((next, [name, value]) => changeDraft(next, stands, name, value), emptyDraft(present.etag)),
    );
    client.setQueryData(["edit", ref.layer, ref.id], present);
    writing.reset();
  };
  return {
    version,
    draft: known,
    found,
    conflict: error instanceof Outdated ? { present, fields: present ? clashes(known, present) : [] } : null,
    error: error instanceof Outdated ? null : (error ?? start.error),
    saving: writing.isPending,
    saved: writing.isSuccess && draft === null,
    change: (name, value) => {
      if (writing.isSuccess) writing.reset();
      put(changeDraft(known, version?.feature.properties ?? {}, name, value));
    },
    save: (token) => writing.mutate({ token, sent: known }),
    discard: () => {
      put(null);
      writing.reset();
    },
    settle,
    retry: () => void start.refetch(),
  };
}
